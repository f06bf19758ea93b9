"""What the services are told."""

import ipaddress
import re
from collections.abc import Iterator

from tests.k8s import exposed
from tests.k8s.manifests import Cluster


def no_service_of_the_namespace_becomes_a_setting(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        if pod.get("enableServiceLinks") is not False:
            yield name


def services_listen_where_their_port_is(cluster: Cluster) -> Iterator[str]:
    for name, variable, default in (
        ("agent", "PARLEY_AGENT_PORT", "8000"),
        ("control-plane", "PARLEY_CONTROL_PLANE_PORT", "8080"),
    ):
        container = cluster.container(name)
        listens = cluster.settings(container).get(variable, default)
        if [str(port["containerPort"]) for port in container["ports"]] != [listens]:
            yield name


def an_agent_tells_its_own_address(cluster: Cluster) -> Iterator[str]:
    container = cluster.container("agent")
    [port] = container["ports"]
    by_name = {each["name"]: each for each in container["env"]}
    own_ip = by_name.get("POD_IP", {}).get("valueFrom") == {"fieldRef": {"fieldPath": "status.podIP"}}
    url = by_name.get("PARLEY_AGENT_URL", {}).get("value")
    order = list(by_name)
    if not own_ip or url != f"http://$(POD_IP):{port['containerPort']}":
        yield f"{url}"
    elif order.index("POD_IP") > order.index("PARLEY_AGENT_URL"):
        yield "a variable is known to those after it only"


def agents_report_to_a_service_that_is_there(cluster: Cluster) -> Iterator[str]:
    services = {
        f"http://{each['metadata']['name']}:{port['port']}"
        for each in cluster.all("Service")
        for port in each["spec"]["ports"]
    }
    told = cluster.settings(cluster.container("agent")).get("PARLEY_CONTROL_PLANE_URLS") or ""
    if not told or not set(told.split(",")) <= services:
        yield told


def every_variable_is_one_that_its_service_reads(cluster: Cluster) -> Iterator[str]:
    read = exposed.variables()
    for name, container in cluster.containers():
        text = " ".join(str(value) for value in cluster.settings(container).values())
        for variable in cluster.settings(container):
            is_for_another = f"$({variable})" in text
            if variable not in read.get(container["name"], ()) and not is_for_another:
                yield f"{name}: {variable}"


def what_is_secret_is_a_reference(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        for variable, value in cluster.settings(container).items():
            is_secret = re.search(r"SECRET|TOKEN|KEY|CODE|REDIS_URL", variable) and not variable.endswith("_FILE")
            if is_secret and not variable.endswith("_TOKEN_CAP") and value is not None:
                yield f"{name}: {variable}"


def not_everybody_says_where_a_caller_is(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        for trusted in (cluster.settings(container).get("FORWARDED_ALLOW_IPS") or "127.0.0.1").split(","):
            try:
                is_bounded = ipaddress.ip_network(trusted.strip()).prefixlen >= 8
            except ValueError:  # `*`, or what the server would not take for a network
                is_bounded = False
            if not is_bounded:
                yield f"{name}: {trusted}"


def no_secret_is_in_the_manifests(cluster: Cluster) -> Iterator[str]:
    for secret in cluster.all("Secret"):
        yield secret["metadata"]["name"]
