"""Toxiproxy, through which tests make a network slow, deaf and dead."""

from pathlib import Path
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.step import Step
from parley.install.steps.go_program import build_go_program

VERSION = "2.12.0"
MODULE = f"github.com/Shopify/toxiproxy/v2/cmd/server@v{VERSION}"
PROGRAM = "toxiproxy-server"


class Toxiproxy(Step):
    """On PATH, else in the cache, built there from its module."""

    name: ClassVar[str] = "Toxiproxy"
    room_mb: ClassVar[int] = 500

    def found(self) -> str | None:
        return find_toxiproxy(self.machine)

    def doing(self) -> str:
        return f"building {VERSION} with Go, once; takes a minute"

    def install(self, commands: Commands) -> None:
        build_go_program(self.machine, commands, MODULE, built_toxiproxy(self.machine))

    def by_hand(self) -> str:
        here = built_toxiproxy(self.machine)
        built = f"GOBIN={here.parent} go install {MODULE} && mv {here.parent}/server {here}"
        return "brew install toxiproxy" if self.machine.system == "Darwin" else built


def built_toxiproxy(machine: Machine) -> Path:
    return machine.cache / "toxiproxy" / VERSION / PROGRAM


def find_toxiproxy(machine: Machine) -> str | None:
    """The program, or None."""
    built = built_toxiproxy(machine)
    return machine.find(PROGRAM) or (str(built) if built.is_file() else None)
