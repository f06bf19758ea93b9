"""The LiveKit server, which carries the media of the calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.errors import InstallFailed
from parley.install.machine import Machine
from parley.install.step import Step
from parley.install.steps.go_program import build_go_program

# The newest that `go install` builds: later modules carry `replace` lines, which it refuses.
VERSION = "1.13.5"
MODULE = f"github.com/livekit/livekit-server/cmd/server@v{VERSION}"
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
            build_go_program(self.machine, commands, MODULE, built_server(self.machine))
        except InstallFailed:
            docker = self.machine.find("docker")
            # Elsewhere containers have no share in the host's loopback address, which the media needs.
            usable = self.machine.system == "Linux" and docker and commands.succeeds([docker, "info"])
            if not docker or not usable:
                raise
            commands.run([docker, "pull", IMAGE])

    def by_hand(self) -> str:
        return "brew install livekit" if self.machine.system == "Darwin" else f"docker pull {IMAGE}"


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
