"""flite, which turns text into speech without a key."""

from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.packages.source import PackageSource
from parley.install.step import Step


class Flite(Step):
    """The `flite` program. Tests need it, as their callers speak with it."""

    name: ClassVar[str] = "Speech (flite)"
    without_it: ClassVar[str] = "agents speak with the rougher voice that Parley brings itself"

    def __init__(self, machine: Machine, packages: PackageSource, *, needed: bool) -> None:
        super().__init__(machine, needed=needed)
        self._packages = packages

    def found(self) -> str | None:
        return self.machine.find("flite")

    def doing(self) -> str:
        return f"installing ({self.by_hand()})"

    def install(self, commands: Commands) -> None:
        self._packages.install(["flite"], commands)

    def by_hand(self) -> str:
        return self._packages.line(["flite"])
