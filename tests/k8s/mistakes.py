"""One mistake for each rule, made in the objects of the overlay for production."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.k8s.manifests import Cluster
from tests.k8s.rules import Rule, alerts, lifetime, network, pods, settings

Mistake = Callable[[Cluster], object]


def _pod(cluster: Cluster, name: str = "agent") -> dict[str, Any]:
    return cluster.one("Deployment", name)["spec"]["template"]["spec"]


def _container(cluster: Cluster, name: str = "agent") -> dict[str, Any]:
    return _pod(cluster, name)["containers"][0]


def _spec(cluster: Cluster, kind: str, name: str = "agent") -> dict[str, Any]:
    return cluster.one(kind, name)["spec"]


def _set(setting: str, value: str, name: str = "agent") -> Mistake:
    def mistake(cluster: Cluster) -> None:
        _container(cluster, name)["env"].append({"name": setting, "value": value})

    return mistake


def _redis_without(option: str) -> Mistake:
    """The overlay for production has no Redis of its own."""

    def mistake(cluster: Cluster) -> None:
        redis = Cluster.of("dev").one("Deployment", "redis")
        [container] = redis["spec"]["template"]["spec"]["containers"]
        place = container["args"].index(option)
        del container["args"][place : place + 2]
        cluster.objects.append(redis)

    return mistake


def _alert(expression: str) -> Mistake:
    return lambda cluster: next(alerts.alerts(cluster)).update(expr=expression)


MISTAKES: Mapping[Rule, Mistake] = {
    pods.images_are_pinned: lambda made: _container(made).update(image="parley-agent:latest"),
    pods.no_process_is_root: lambda made: _pod(made)["securityContext"].pop("runAsNonRoot"),
    pods.no_process_can_gain_rights: lambda made: _container(made)["securityContext"]["capabilities"].update(
        add=["X"]
    ),
    pods.root_file_systems_are_read_only: lambda made: _container(made)["securityContext"].pop(
        "readOnlyRootFilesystem"
    ),
    pods.system_calls_are_filtered: lambda made: _pod(made)["securityContext"].pop("seccompProfile"),
    pods.namespaces_admit_restricted_pods_only: lambda made: made.one("Namespace", "parley")["metadata"].update(
        labels={"pod-security.kubernetes.io/enforce": "baseline"}
    ),
    pods.all_of_it_is_in_one_namespace: lambda made: made.one("Service", "control-plane")["metadata"].update(
        namespace="default"
    ),
    pods.no_pod_is_given_a_token_of_the_cluster: lambda made: _pod(made).pop("automountServiceAccountToken"),
    settings.no_service_of_the_namespace_becomes_a_setting: lambda made: _pod(made).pop("enableServiceLinks"),
    pods.the_only_right_is_to_annotate_pods: lambda made: made.one("Role", "control-plane")["rules"][0].update(
        resources=["pods", "secrets"]
    ),
    pods.resources_are_asked_for_and_bounded: lambda made: _container(made)["resources"]["limits"].pop("memory"),
    pods.redis_refuses_before_it_is_killed: _redis_without("--maxmemory"),
    pods.scratch_volumes_are_bounded: lambda made: _pod(made)["volumes"][0].update(emptyDir={}),
    pods.scratch_volumes_fit_the_storage_bound: lambda made: _pod(made)["volumes"][0]["emptyDir"].update(
        sizeLimit="9Gi"
    ),
    pods.volumes_are_there_for_every_mount: lambda made: _pod(made)["volumes"].pop(),
    pods.agents_write_only_where_a_volume_is: _set("PARLEY_CACHE", "/home/parley/.cache"),
    lifetime.an_agent_may_drain_before_it_is_killed: _set("PARLEY_DRAIN_TIMEOUT_S", "560"),
    lifetime.a_control_plane_serves_while_its_leaving_is_learnt: lambda made: _container(
        made, "control-plane"
    ).pop("lifecycle"),
    lifetime.services_are_probed_in_three_ways: lambda made: _container(made).pop("startupProbe"),
    lifetime.being_full_or_draining_kills_no_agent: lambda made: _container(made)["livenessProbe"][
        "httpGet"
    ].update(path="/health/ready"),
    lifetime.being_full_stops_no_roll_out: lambda made: _container(made)["readinessProbe"]["httpGet"].update(
        path="/health/ready"
    ),
    lifetime.liveness_is_more_patient_than_a_lease: lambda made: _container(made)["livenessProbe"].update(
        periodSeconds=1
    ),
    network.services_find_the_pods_that_they_name: lambda made: _spec(made, "Service", "control-plane").update(
        selector={"app.kubernetes.io/name": "control"}
    ),
    network.selectors_choose_their_own_pods: lambda made: _spec(made, "Deployment")["selector"].update(
        matchLabels={"app.kubernetes.io/part-of": "parley"}
    ),
    network.monitors_scrape_one_workload_each: lambda made: _spec(made, "PodMonitor").update(selector={}),
    network.ports_are_those_that_containers_name: lambda made: _spec(made, "NetworkPolicy")["ingress"][0]["ports"][
        0
    ].update(port="api"),
    settings.services_listen_where_their_port_is: _set("PARLEY_AGENT_PORT", "8001"),
    settings.an_agent_tells_its_own_address: _set("PARLEY_AGENT_URL", "http://agent:8000"),
    settings.agents_report_to_a_service_that_is_there: _set(
        "PARLEY_CONTROL_PLANE_URLS", "http://control-plane:80"
    ),
    settings.every_variable_is_one_that_its_service_reads: _set("PARLEY_AGENT_CAPACTIY", "4"),
    settings.what_is_secret_is_a_reference: _set("PARLEY_SERVICE_KEYS", "2026-11:a-key-in-git"),
    settings.not_everybody_says_where_a_caller_is: _set("FORWARDED_ALLOW_IPS", "*"),
    settings.no_secret_is_in_the_manifests: lambda made: made.objects.append(
        {"kind": "Secret", "metadata": {"name": "s"}}
    ),
    lifetime.autoscalers_alone_decide_how_many: lambda made: _spec(made, "Deployment").update(replicas=2),
    alerts.alerts_ask_for_metrics_that_there_are: _alert("parley_calls > 5"),
    alerts.alerts_name_reasons_for_which_calls_end: _alert(
        'rate(parley_calls_ended_total{reason=~"time_cap|bug"}[5m])'
    ),
    lifetime.a_node_can_be_emptied: lambda made: _spec(made, "PodDisruptionBudget").update(maxUnavailable=0),
    lifetime.both_services_have_a_disruption_budget: lambda made: made.objects.remove(
        made.one("PodDisruptionBudget", "agent")
    ),
    lifetime.there_are_two_control_planes_or_more: lambda made: _spec(made, "Deployment", "control-plane").update(
        replicas=1
    ),
    lifetime.pods_are_spread_over_nodes_and_zones: lambda made: _pod(made)["topologySpreadConstraints"].pop(),
    network.what_is_not_allowed_is_denied: lambda made: _spec(made, "NetworkPolicy", "nothing-else").update(
        policyTypes=["Ingress"]
    ),
    network.nobody_reaches_a_clouds_metadata: lambda made: _spec(made, "NetworkPolicy")["egress"][-1]["to"][0][
        "ipBlock"
    ].pop("except"),
    network.the_issuer_of_tokens_is_reached: _set(
        "PARLEY_CONTROL_PLANE_OIDC_ISSUER", "https://login.example.com:8443/realms/calls", "control-plane"
    ),
    network.leases_and_metrics_are_not_reached_from_outside: lambda made: next(network.ingress_paths(made)).update(
        pathType="Prefix"
    ),
    network.callers_reach_the_page_and_the_calls: lambda made: next(network.ingress_paths(made)).update(
        path="/page"
    ),
}
