"""The LiveKit server, which carries the media of the calls."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.errors import InstallFailed
from parley.install.machine import Machine
from parley.install.step import Step
from parley.install.steps.go_toolchain import GO_FOLDER, go_toolchain

# The newest that `go install` builds: later modules carry `replace` lines, which it refuses.
VERSION = "1.13.5"
MODULE = f"github.com/livekit/livekit-server/cmd/server@v{VERSION}"
BUILDING = "building-"
IMAGE = f"livekit/livekit-server:v{VERSION}"


@dataclass(frozen=True)
class ServerProgram:
    """A LiveKit server that this machine can start.

    :param program: its path, or for a container image docker's.
    :param image: the container image, when it is one.
    """

    program: str
    image: str | None = None


class LiveKitServer(Step):
    """On PATH, else in the cache, built there from its module, else as a container image."""

    name: ClassVar[str] = "LiveKit server"
    room_mb: ClassVar[int] = 3000

    def found(self) -> str | None:
        there = find_livekit_server(self.machine)
        return (there.image or there.program) if there else None

    def doing(self) -> str:
        return f"building {VERSION} with Go, once; takes minutes"

    def install(self, commands: Commands) -> None:
        try:
            self._build(commands)
        except InstallFailed:
            docker = self.machine.find("docker")
            # Elsewhere containers have no share in the host's loopback address, which the media needs.
            usable = self.machine.system == "Linux" and docker and commands.succeeds([docker, "info"])
            if not docker or not usable:
                raise
            commands.run([docker, "pull", IMAGE])

    def by_hand(self) -> str:
        return "brew install livekit" if self.machine.system == "Darwin" else f"docker pull {IMAGE}"

    def _build(self, commands: Commands) -> None:
        built = built_server(self.machine)
        built.parent.mkdir(parents=True, exist_ok=True)
        self._sweep(built.parent)
        with (
            TemporaryDirectory(dir=built.parent, prefix=BUILDING) as folder,
            go_toolchain(self.machine, commands) as toolchain,
        ):
            # Without cgo no C compiler is needed, and the program runs on any libc.
            env = {**toolchain.env, "GOBIN": folder, "CGO_ENABLED": "0"}
            commands.run([toolchain.go, "install", "-v", "-trimpath", "-ldflags", "-s -w", MODULE], env=env)
            (Path(folder) / "server").replace(built)

    def _sweep(self, folder: Path) -> None:
        """Gigabytes stay where a build was killed; installations wait for each other, so none is running now."""
        for left in (*folder.glob(f"{BUILDING}*"), *self.machine.cache.glob(f"{GO_FOLDER}*")):
            shutil.rmtree(left, ignore_errors=True)


def built_server(machine: Machine) -> Path:
    return machine.cache / "livekit-server" / VERSION / "livekit-server"


def find_livekit_server(machine: Machine) -> ServerProgram | None:
    """The server that would be started, or None."""
    on_path = machine.find("livekit-server")
    if on_path:
        return ServerProgram(on_path)
    if built_server(machine).is_file():
        return ServerProgram(str(built_server(machine)))
    docker = machine.find("docker")
    commands = Commands(machine.path, machine.cache / "docker.log", show=lambda _: None)
    if docker and commands.succeeds([docker, "image", "inspect", IMAGE]):
        return ServerProgram(docker, IMAGE)
    return None
