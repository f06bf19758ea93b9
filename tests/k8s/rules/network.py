"""Who reaches whom."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.k8s.manifests import Cluster

NOTHING: dict[str, Any] = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def services_find_the_pods_that_they_name(cluster: Cluster) -> Iterator[str]:
    for service in cluster.all("Service"):
        if len(cluster.labelled({"matchLabels": service["spec"]["selector"]})) != 1:
            yield service["metadata"]["name"]


def selectors_choose_their_own_pods(cluster: Cluster) -> Iterator[str]:
    for workload in cluster.workloads():
        spec = workload["spec"]["template"]["spec"]
        spreads = [each["labelSelector"] for each in spec.get("topologySpreadConstraints", [])]
        for selector in [workload["spec"]["selector"], *spreads]:
            if cluster.labelled(selector) != [workload]:
                yield workload["metadata"]["name"]


def monitors_scrape_one_workload_each(cluster: Cluster) -> Iterator[str]:
    for monitor in cluster.all("PodMonitor"):
        if len(cluster.labelled(monitor["spec"]["selector"])) != 1:
            yield monitor["metadata"]["name"]


def ports_are_those_that_containers_name(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        named = {port["name"] for port in container.get("ports", [])}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            check = container.get(probe, {})
            asked = check.get("httpGet") or check.get("tcpSocket")
            if asked and asked["port"] not in named:
                yield f"{name}: {probe}"
    for what, selector, ports in ports_by_name(cluster):
        for workload in cluster.labelled(selector):
            containers = workload["spec"]["template"]["spec"]["containers"]
            if not set(ports) <= {port["name"] for each in containers for port in each.get("ports", [])}:
                yield f"{what}: {ports}"


def what_is_not_allowed_is_denied(cluster: Cluster) -> Iterator[str]:
    if not any(policy["spec"] == NOTHING for policy in cluster.all("NetworkPolicy")):
        yield "no policy denies by default"


def nobody_reaches_a_clouds_metadata(cluster: Cluster) -> Iterator[str]:
    for policy in cluster.all("NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            for block in (to["ipBlock"] for to in rule.get("to", []) if "ipBlock" in to):
                if block["cidr"] == "0.0.0.0/0" and "169.254.0.0/16" not in block.get("except", []):
                    yield policy["metadata"]["name"]


def the_issuer_of_tokens_is_reached(cluster: Cluster) -> Iterator[str]:
    issuer = cluster.settings(cluster.container("control-plane")).get("PARLEY_CONTROL_PLANE_OIDC_ISSUER")
    if issuer and (urlsplit(issuer).port or 443) not in ports_to_anywhere(cluster, "control-plane"):
        yield issuer


def leases_and_metrics_are_not_reached_from_outside(cluster: Cluster) -> Iterator[str]:
    for path in ingress_paths(cluster):
        for inside in ("/metrics", "/api/v1/replicas", "/api/v1/replicas/agent-1/lease"):
            if leads_to(path, inside):
                yield f"{path['path']} leads to {inside}"


def callers_reach_the_page_and_the_calls(cluster: Cluster) -> Iterator[str]:
    if not cluster.all("Ingress"):
        return
    for wanted in ("/", "/assets/index.js", "/favicon.svg", "/api/v1/livekit/token", "/api/v1/calls/c1"):
        if not any(leads_to(path, wanted) for path in ingress_paths(cluster)):
            yield wanted


def ports_to_anywhere(cluster: Cluster, name: str) -> set[int]:
    """Of TCP, that a workload's pods reach wherever it is, but for what is excepted."""
    workload = cluster.one("Deployment", name)
    return {
        port["port"]
        for policy in cluster.all("NetworkPolicy")
        if policy["spec"]["podSelector"] and workload in cluster.labelled(policy["spec"]["podSelector"])
        for rule in policy["spec"].get("egress", [])
        if any(to.get("ipBlock", {}).get("cidr") == "0.0.0.0/0" for to in rule.get("to", []))
        for port in rule["ports"]
        if port.get("protocol", "TCP") == "TCP"
    }


def ingress_paths(cluster: Cluster) -> Iterator[dict[str, Any]]:
    for ingress in cluster.all("Ingress"):
        for rule in ingress["spec"]["rules"]:
            yield from rule["http"]["paths"]


def leads_to(path: dict[str, Any], asked: str) -> bool:
    """As Kubernetes' Ingress documentation has it: a prefix is one of whole elements."""
    if path["pathType"] == "Exact":
        return asked == path["path"]
    return f"{asked}/".startswith(f"{path['path'].rstrip('/')}/")


def ports_by_name(cluster: Cluster) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Who names a port of which pods."""
    for service in cluster.all("Service"):
        ports = [port["targetPort"] for port in service["spec"]["ports"]]
        yield service["metadata"]["name"], {"matchLabels": service["spec"]["selector"]}, ports
    for monitor in cluster.all("PodMonitor"):
        ports = [end["port"] for end in monitor["spec"]["podMetricsEndpoints"]]
        yield monitor["metadata"]["name"], monitor["spec"]["selector"], ports
    for policy in cluster.all("NetworkPolicy"):
        for rule in policy["spec"].get("ingress", []):
            named = [each["port"] for each in rule.get("ports", []) if isinstance(each["port"], str)]
            yield policy["metadata"]["name"], policy["spec"]["podSelector"], named
        for rule in policy["spec"].get("egress", []):
            named = [each["port"] for each in rule.get("ports", []) if isinstance(each["port"], str)]
            for to in rule.get("to", []):
                if "podSelector" in to and "namespaceSelector" not in to:
                    yield policy["metadata"]["name"], to["podSelector"], named
