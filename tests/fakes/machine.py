"""A machine of its own for the installer, in a test's folder: programs are small scripts that note their calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from parley.install.commands import Commands
from parley.install.errors import InstallFailed
from parley.install.machine import Machine
from parley.install.packages.source import PackageSource


class FakeMachine:
    """A Linux without a single program.

    :param folder: where everything is kept.
    """

    def __init__(self, folder: Path, *, system: str = "Linux", is_root: bool = False) -> None:
        self.bin = folder / "bin"
        self.calls = folder / "calls"
        self.bin.mkdir(parents=True)
        self.calls.touch()
        self.facts = Machine(
            root=folder / "clone",
            cache=folder / "cache",
            system=system,
            path=str(self.bin),
            is_root=is_root,
            python=str(self.bin / "python3"),
        )
        self.facts.root.mkdir()
        self.shown: list[str] = []
        self.commands = Commands(self.facts.path, self.facts.cache / "install.log", self.shown.append)

    def add(self, program: str, script: str = "", folder: Path | None = None) -> Path:
        """Put a program on PATH that notes how it is called, then does as `script` says."""
        file = (folder or self.bin) / program
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "{program} $*" >> {self.calls}\n{script}\n', encoding="utf-8")
        file.chmod(0o755)
        return file

    def add_venv(self) -> None:
        """A virtual environment that works, with uv in it."""
        self.add("python", folder=self.facts.venv / "bin")
        self.add("uv", folder=self.facts.venv / "bin")

    @property
    def called(self) -> list[str]:
        """Every call so far, as `program arguments`."""
        return self.calls.read_text(encoding="utf-8").splitlines()


@dataclass
class FakePackageSource(PackageSource):
    """Remembers what was installed, or refuses everything.

    :param refusal: raised instead of installing.
    """

    refusal: InstallFailed | None = None
    installed: list[str] = field(default_factory=list[str])

    def install(self, names: Sequence[str], commands: Commands) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.installed += names

    def line(self, names: Sequence[str]) -> str:
        return f"get {' '.join(names)}"
