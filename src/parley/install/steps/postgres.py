"""Postgres, which the tests start by themselves."""

from pathlib import Path
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.packages.source import PackageSource
from parley.install.step import Step

PROGRAM = "postgres"

BESIDE = (Path("/usr/lib/postgresql"), Path("/usr/local/opt"), Path("/opt/homebrew/opt"))
"""Where Debian and Homebrew keep versions side by side, mostly not on PATH."""


class Postgres(Step):
    """The `postgres` program, with `initdb` and `pg_ctl` beside it. Only tests need one of their own."""

    name: ClassVar[str] = "Postgres"

    def __init__(self, machine: Machine, packages: PackageSource, *, beside: tuple[Path, ...] = BESIDE) -> None:
        super().__init__(machine)
        self._packages = packages
        self._beside = beside
        self._package = "postgresql@17" if machine.system == "Darwin" else "postgresql"

    def found(self) -> str | None:
        return server_program(self.machine, self._beside)

    def doing(self) -> str:
        return f"installing ({self.by_hand()})"

    def install(self, commands: Commands) -> None:
        self._packages.install([self._package], commands)

    def by_hand(self) -> str:
        return self._packages.line([self._package])


def server_program(machine: Machine, beside: tuple[Path, ...] = BESIDE) -> str | None:
    """The newest beside its `initdb`, or None. A link on PATH leads to where it is."""
    on_path = machine.find(PROGRAM)
    kept = [found for folder in beside for found in folder.glob(f"*/bin/{PROGRAM}")]
    known = [Path(on_path).resolve()] if on_path else []
    complete = [each for each in (*known, *sorted(kept, key=_version)[::-1]) if (each.parent / "initdb").exists()]
    return str(complete[0]) if complete else None


def _version(program: Path) -> int:
    digits = "".join(filter(str.isdigit, program.parents[1].name))
    return int(digits or 0)
