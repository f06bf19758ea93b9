"""The objects that an overlay makes, as the API server would read them."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parley.install.machine import CLONE, this_machine
from parley.install.steps.manifest_reader import built_reader

KUBERNETES = CLONE / "k8s"
OVERLAYS = ("dev", "prod")
CLOUDS = "prod with openai and elevenlabs"
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")

Object = Mapping[str, Any]


class Unreadable(Exception):
    """The API server would refuse it; the message says why."""


def read(folder: Path) -> list[dict[str, Any]]:
    """:raises Unreadable: kustomize cannot build it, or an object does not fit its type."""
    reader = built_reader(this_machine())
    done = subprocess.run([str(reader), str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unreadable(done.stderr.strip())
    return json.loads(done.stdout)


@cache
def rendered(overlay: str) -> str:
    """JSON, as what is cached must not be changed by a test."""
    if overlay != CLOUDS:
        return json.dumps(read(KUBERNETES / "overlays" / overlay))
    with TemporaryDirectory() as folder:
        name = os.path.relpath(KUBERNETES, Path(folder).resolve())
        clouds = [f"{name}/components/openai", f"{name}/components/elevenlabs"]
        overlay = json.dumps({"resources": [f"{name}/overlays/prod"], "components": clouds})
        (Path(folder) / "kustomization.yaml").write_text(overlay, encoding="utf-8")
        return json.dumps(read(Path(folder)))


@dataclass(frozen=True)
class Cluster:
    """What an overlay asks a cluster for."""

    objects: list[dict[str, Any]]

    @classmethod
    def of(cls, overlay: str) -> "Cluster":
        return cls(json.loads(rendered(overlay)))

    def all(self, *kinds: str) -> list[dict[str, Any]]:
        return [each for each in self.objects if each["kind"] in kinds]

    def one(self, kind: str, name: str) -> dict[str, Any]:
        """The only one: two, or none, is an error in the test."""
        [found] = [each for each in self.all(kind) if each["metadata"]["name"] == name]
        return found

    def workloads(self) -> list[dict[str, Any]]:
        return self.all(*WORKLOADS)

    def pods(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The pods' specs, by their workload's name."""
        for workload in self.workloads():
            yield workload["metadata"]["name"], workload["spec"]["template"]["spec"]

    def pod(self, name: str) -> dict[str, Any]:
        """The spec of a workload's pods."""
        return dict(self.pods())[name]

    def container(self, name: str) -> dict[str, Any]:
        """The only one of a workload's pods."""
        [container] = self.pod(name)["containers"]
        return container

    def containers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """By their workload's name."""
        for name, pod in self.pods():
            for container in [*pod.get("initContainers", []), *pod["containers"]]:
                yield name, container

    def settings(self, container: Object) -> dict[str, str | None]:
        """The variables that a container gets; None for those whose values are not in the manifests."""
        found: dict[str, str | None] = {}
        for source in container.get("envFrom", []):
            found |= self.one("ConfigMap", source["configMapRef"]["name"])["data"]
        for variable in container.get("env", []):
            found[variable["name"]] = variable.get("value")
        return found

    def labelled(self, selector: Object) -> list[dict[str, Any]]:
        """The workloads whose pods a selector chooses."""
        wanted = selector.get("matchLabels", {}).items()
        return [
            each for each in self.workloads() if wanted <= each["spec"]["template"]["metadata"]["labels"].items()
        ]
