"""The virtual environment, filled from lock files whose every file is pinned by its hash."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal

from parley.install.commands import Commands
from parley.install.errors import CommandFailed, NotPermitted
from parley.install.machine import Machine
from parley.install.packages.source import PackageSource
from parley.install.stamp import Stamp, digest_of
from parley.install.step import Step

Purpose = Literal["run", "test"]
LOCKS: Mapping[Purpose, str] = {"run": "runtime.txt", "test": "dev.txt"}


class PythonEnvironment(Step):
    """`.venv`, with the locked packages and Parley itself, editable.

    uv does the work, as it takes a tenth of pip's time; pip only brings uv, from a lock of its own.

    :param purpose: `test` has all that `run` has, and more.
    """

    name: ClassVar[str] = "Python packages"
    room_mb: ClassVar[int] = 1500

    def __init__(self, machine: Machine, packages: PackageSource, purpose: Purpose) -> None:
        super().__init__(machine)
        self._packages = packages
        self._purpose: Purpose = purpose

    def found(self) -> str | None:
        usable = self.machine.venv_python.exists()
        satisfying: tuple[Purpose, ...] = ("test",) if self._purpose == "test" else ("run", "test")
        if usable and any(self._stamp(each).matches(self._digest(each)) for each in satisfying):
            return "locked versions, in .venv"
        return None

    def doing(self) -> str:
        return f"installing the versions in requirements/{LOCKS[self._purpose]}, about half a minute"

    def install(self, commands: Commands) -> None:
        for purpose in LOCKS:
            self._stamp(purpose).remove()
        self._ensure_venv(commands)
        uv = self._ensure_uv(commands)
        locked = self._requirements(LOCKS[self._purpose])
        commands.run([*uv, "--require-hashes", "-r", str(locked)], env=uv_settings())
        # Parley's own build tools are in the lock too, so nothing is fetched here without a hash.
        commands.run([*uv, "--no-deps", "--no-build-isolation", "-e", str(self.machine.root)], env=uv_settings())
        self._stamp(self._purpose).write(self._digest(self._purpose))

    def by_hand(self) -> str:
        return (
            f"{self.machine.python} -m venv .venv && "
            f".venv/bin/pip install --require-hashes -r requirements/{LOCKS[self._purpose]} && "
            ".venv/bin/pip install --no-deps --no-build-isolation -e ."
        )

    def _ensure_venv(self, commands: Commands) -> None:
        """Make it, or make it anew when its Python is gone or broken; one that works is kept."""
        python = str(self.machine.venv_python)
        works = "import sys; sys.exit(sys.prefix == sys.base_prefix or sys.version_info < (3, 11))"
        if not commands.succeeds([python, "-c", works]):
            self._ensure_venv_module(commands)
            commands.run([self.machine.python, "-m", "venv", "--clear", str(self.machine.venv)])
        if not commands.succeeds([python, "-m", "pip", "--version"]):
            commands.run([python, "-m", "ensurepip"])

    def _ensure_venv_module(self, commands: Commands) -> None:
        """Debian and Ubuntu keep part of Python's `venv` in a package of its own."""
        if commands.succeeds([self.machine.python, "-c", "import ensurepip"]):
            return
        package = f"python3.{sys.version_info.minor}-venv"
        try:
            self._packages.install([package], commands)
        except NotPermitted as error:
            raise NotPermitted(f"{error}. First type: {self._packages.line([package])}") from error

    def _ensure_uv(self, commands: Commands) -> list[str]:
        pip = [str(self.machine.venv_python), "-m", "pip", "install", "--disable-pip-version-check"]
        commands.run([*pip, "--require-hashes", "-r", str(self._requirements("uv.txt"))])
        return uv_install(self.machine)

    def _requirements(self, name: str) -> Path:
        return self.machine.root / "requirements" / name

    def _stamp(self, purpose: Purpose) -> Stamp:
        return Stamp(self.machine.venv / f".parley-{purpose}")

    def _digest(self, purpose: Purpose) -> str:
        files = [self._requirements(LOCKS[purpose]), self.machine.root / "pyproject.toml"]
        return digest_of(files, str(self.machine.root))


def uv_install(machine: Machine) -> list[str]:
    """The start of a command that installs packages into the virtual environment.

    :raises CommandFailed: when uv is not there yet.
    """
    uv = machine.venv / "bin" / "uv"
    if not uv.exists():
        raise CommandFailed([str(uv)], 127, ["uv is missing: the Python packages must be installed first"])
    return [str(uv), "pip", "install", "--python", str(machine.venv_python)]


def uv_settings() -> dict[str, str]:
    """uv trusts the system's certificates, and uses the index that pip was told of."""
    index = os.environ.get("PIP_INDEX_URL")
    settings = {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
    return {**settings, "UV_DEFAULT_INDEX": index} if index else settings
