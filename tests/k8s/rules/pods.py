"""What a pod may do, and what it takes."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from tests.k8s.manifests import Cluster

DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
VERSION = re.compile(r":\d+\.\d+\.\d+[a-z0-9.-]*$")
QUANTITY = re.compile(r"([\d.]+)(\D*)")
UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "m": Decimal("0.001"), "": 1}
RESOURCES = ("cpu", "memory", "ephemeral-storage")
REDIS_SHARE = Decimal("0.8")
"""What connections and buffers leave of a limit."""
SCRATCH = "/tmp"  # noqa: S108  # where Python's tempfile goes


def images_are_pinned(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        if not (DIGEST.search(container["image"]) or VERSION.search(container["image"])):
            yield f"{name}: {container['image']}"


def no_process_is_root(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        context = pod.get("securityContext", {})
        if not (context.get("runAsNonRoot") and context.get("runAsUser") and context.get("runAsGroup")):
            yield name


def no_process_can_gain_rights(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        context = container.get("securityContext", {})
        is_bare = context.get("capabilities") == {"drop": ["ALL"]}
        if context.get("allowPrivilegeEscalation") is not False or not is_bare or context.get("privileged"):
            yield name


def root_file_systems_are_read_only(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        if container.get("securityContext", {}).get("readOnlyRootFilesystem") is not True:
            yield name


def system_calls_are_filtered(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        if pod.get("securityContext", {}).get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield name


def namespaces_admit_restricted_pods_only(cluster: Cluster) -> Iterator[str]:
    for namespace in cluster.all("Namespace"):
        if namespace["metadata"]["labels"].get("pod-security.kubernetes.io/enforce") != "restricted":
            yield namespace["metadata"]["name"]


def all_of_it_is_in_one_namespace(cluster: Cluster) -> Iterator[str]:
    [namespace] = cluster.all("Namespace")
    for each in cluster.objects:
        if each is not namespace and each["metadata"].get("namespace") != namespace["metadata"]["name"]:
            yield each["metadata"]["name"]


def no_pod_is_given_a_token_of_the_cluster(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        if pod.get("automountServiceAccountToken") is not False:
            yield name


def the_only_right_is_to_annotate_pods(cluster: Cluster) -> Iterator[str]:
    allowed = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["patch"]}]
    for role in cluster.all("Role", "ClusterRole"):
        if role["kind"] == "ClusterRole" or role["rules"] != allowed:
            yield role["metadata"]["name"]
    for binding in cluster.all("RoleBinding", "ClusterRoleBinding"):
        if [subject["name"] for subject in binding["subjects"]] != ["control-plane"]:
            yield binding["metadata"]["name"]


def resources_are_asked_for_and_bounded(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        given = container.get("resources", {})
        for what in RESOURCES:
            asked, bound = (given.get(which, {}).get(what) for which in ("requests", "limits"))
            if asked is None or bound is None or quantity(asked) > quantity(bound):
                yield f"{name}: {what} {asked} {bound}"


def redis_refuses_before_it_is_killed(cluster: Cluster) -> Iterator[str]:
    for name, container in cluster.containers():
        arguments = container.get("args", [])
        if "redis-server" in arguments:
            told = dict(pairwise(arguments))
            most = quantity(told.get("--maxmemory", "0").replace("mb", "Mi"))
            limit = quantity(container["resources"]["limits"]["memory"])
            if told.get("--maxmemory-policy") != "noeviction" or not 0 < most <= REDIS_SHARE * limit:
                yield f"{name}: {most} of {limit}"


def scratch_volumes_are_bounded(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        for volume in pod.get("volumes", []):
            if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
                yield f"{name}: {volume['name']}"


def scratch_volumes_fit_the_storage_bound(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        sizes = (quantity(each["emptyDir"]["sizeLimit"]) for each in pod.get("volumes", []) if "emptyDir" in each)
        bound = sum(quantity(each["resources"]["limits"]["ephemeral-storage"]) for each in pod["containers"])
        if sum(sizes) > bound:
            yield name


def volumes_are_there_for_every_mount(cluster: Cluster) -> Iterator[str]:
    for name, pod in cluster.pods():
        there = {each["name"] for each in pod.get("volumes", [])}
        for container in pod["containers"]:
            mounted = {each["name"] for each in container.get("volumeMounts", [])}
            if mounted != there:
                yield f"{name}: {mounted ^ there}"


def agents_write_only_where_a_volume_is(cluster: Cluster) -> Iterator[str]:
    container = cluster.container("agent")
    mounts = {each["mountPath"] for each in container["volumeMounts"]}
    settings = cluster.settings(container)
    for variable in ("PARLEY_CACHE", "PARLEY_RECORDS"):
        path = settings.get(variable) or ""
        if not any(path == mount or path.startswith(f"{mount}/") for mount in mounts):
            yield f"{variable} {path}"
    if SCRATCH not in mounts:
        yield SCRATCH


def quantity(written: str) -> Decimal:
    """Cores or bytes."""
    found = QUANTITY.fullmatch(str(written))
    assert found is not None
    number, unit = found.groups()
    return Decimal(number) * UNITS[unit]
