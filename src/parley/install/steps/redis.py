"""Redis, in which several control planes and agent services share what they know."""

from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.packages.source import PackageSource
from parley.install.step import Step

PROGRAM = "redis-server"


class Redis(Step):
    """The `redis-server` program. What runs in one process needs none."""

    name: ClassVar[str] = "Redis"

    def __init__(self, machine: Machine, packages: PackageSource) -> None:
        super().__init__(machine)
        self._packages = packages
        self._package = "redis" if machine.system == "Darwin" else "redis-server"

    def found(self) -> str | None:
        return self.machine.find(PROGRAM)

    def doing(self) -> str:
        return f"installing ({self.by_hand()})"

    def install(self, commands: Commands) -> None:
        self._packages.install([self._package], commands)

    def by_hand(self) -> str:
        return self._packages.line([self._package])
