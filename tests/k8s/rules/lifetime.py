"""When a pod begins, counts as well, is moved and ends."""

from collections.abc import Iterator
from typing import Any

from tests.k8s.manifests import Cluster

DRAIN_TIMEOUT_S = 15
STOP_TIMEOUT_S = 8
LEFT_OVER_S = 15
"""For what ended calls used."""


def an_agent_may_drain_before_it_is_killed(cluster: Cluster) -> Iterator[str]:
    container = cluster.container("agent")
    settings = cluster.settings(container)
    pod = cluster.pod("agent")
    drains_s = float(settings.get("PARLEY_DRAIN_TIMEOUT_S") or DRAIN_TIMEOUT_S)
    stops_s = float(settings.get("PARLEY_STOP_TIMEOUT_S") or STOP_TIMEOUT_S)
    needed_s = pre_stop_s(container) + drains_s + stops_s + LEFT_OVER_S
    if pod.get("terminationGracePeriodSeconds", 30) < needed_s:
        yield f"{pod.get('terminationGracePeriodSeconds')} s < {needed_s:g} s"


def a_control_plane_serves_while_its_leaving_is_learnt(cluster: Cluster) -> Iterator[str]:
    pod = cluster.pod("control-plane")
    waits_s = pre_stop_s(cluster.container("control-plane"))
    if waits_s < 3 or pod.get("terminationGracePeriodSeconds", 30) < waits_s + 15:
        yield f"preStop {waits_s} s of {pod.get('terminationGracePeriodSeconds')} s"


def services_are_probed_in_three_ways(cluster: Cluster) -> Iterator[str]:
    for name in ("agent", "control-plane"):
        missing = {"startupProbe", "readinessProbe", "livenessProbe"} - cluster.container(name).keys()
        if missing:
            yield f"{name}: {missing}"


def being_full_or_draining_kills_no_agent(cluster: Cluster) -> Iterator[str]:
    probe = cluster.container("agent").get("livenessProbe", {})
    if probe.get("httpGet", {}).get("path") != "/health/live":
        yield str(probe)


def being_full_stops_no_roll_out(cluster: Cluster) -> Iterator[str]:
    probe = cluster.container("agent").get("readinessProbe", {})
    if probe.get("httpGet", {}).get("path") != "/health/able":
        yield str(probe)


def liveness_is_more_patient_than_a_lease(cluster: Cluster) -> Iterator[str]:
    probe = cluster.container("agent").get("livenessProbe", {})
    if probe.get("periodSeconds", 10) * probe.get("failureThreshold", 3) < 30:
        yield str(probe)


def a_node_can_be_emptied(cluster: Cluster) -> Iterator[str]:
    for budget in cluster.all("PodDisruptionBudget"):
        spec = budget["spec"]
        [workload] = cluster.labelled(spec["selector"])
        pods = workload["spec"].get("replicas", 2)
        at_least = spec.get("minAvailable", 0)
        if spec.get("maxUnavailable") == 0 or not isinstance(at_least, int) or pods - at_least < 1:
            yield budget["metadata"]["name"]


def both_services_have_a_disruption_budget(cluster: Cluster) -> Iterator[str]:
    covered = [
        workload["metadata"]["name"]
        for budget in cluster.all("PodDisruptionBudget")
        for workload in cluster.labelled(budget["spec"]["selector"])
    ]
    yield from {"agent", "control-plane"} - set(covered)


def there_are_two_control_planes_or_more(cluster: Cluster) -> Iterator[str]:
    replicas = cluster.one("Deployment", "control-plane")["spec"].get("replicas", 1)
    if replicas < 2:
        yield f"{replicas}"


def pods_are_spread_over_nodes_and_zones(cluster: Cluster) -> Iterator[str]:
    for name in ("agent", "control-plane"):
        spreads = cluster.pod(name).get("topologySpreadConstraints", [])
        if {each["topologyKey"] for each in spreads} != {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}:
            yield name


def autoscalers_alone_decide_how_many(cluster: Cluster) -> Iterator[str]:
    for scaler in cluster.all("HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        if "replicas" in cluster.one(target["kind"], target["name"])["spec"]:
            yield scaler["metadata"]["name"]


def pre_stop_s(container: dict[str, Any]) -> float:
    return container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
