"""What reads Kubernetes manifests as the API server would, for the tests of `k8s/`."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.stamp import digest_of
from parley.install.step import Step
from parley.install.steps.go_toolchain import go_toolchain

BUILDING = "building-"


class ManifestReader(Step):
    """Built from `tests/k8s/reader`, whose every module `go.sum` pins by its hash, into the cache."""

    name: ClassVar[str] = "Manifest reader"
    room_mb: ClassVar[int] = 1500

    def found(self) -> str | None:
        return "built" if built_reader(self.machine).is_file() else None

    def doing(self) -> str:
        return "building it with Go, once; takes a minute"

    def install(self, commands: Commands) -> None:
        built = built_reader(self.machine)
        built.parent.mkdir(parents=True, exist_ok=True)
        for left in built.parent.glob(f"{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        with (
            TemporaryDirectory(dir=built.parent, prefix=BUILDING) as folder,
            go_toolchain(self.machine, commands) as toolchain,
        ):
            # Without cgo no C compiler is needed.
            env = {**toolchain.env, "CGO_ENABLED": "0"}
            made = Path(folder) / built.name
            build = [
                toolchain.go,
                "build",
                "-trimpath",
                "-buildvcs=false",
                "-ldflags",
                "-s -w",
                "-o",
                str(made),
                ".",
            ]
            commands.run(build, cwd=_sources(self.machine), env=env)
            made.replace(built)

    def by_hand(self) -> str:
        return f"cd tests/k8s/reader && CGO_ENABLED=0 go build -o {built_reader(self.machine)} ."


def built_reader(machine: Machine) -> Path:
    """Where it is, once it is built from what the sources are now."""
    files = [_sources(machine) / name for name in ("go.mod", "go.sum", "main.go")]
    return machine.cache / "manifest-reader" / digest_of(files)[:16] / "manifest-reader"


def _sources(machine: Machine) -> Path:
    return machine.root / "tests" / "k8s" / "reader"
