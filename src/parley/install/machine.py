"""The machine being installed on: where the clone is, where the cache is, what is on PATH."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Machine:
    """What the steps know of the machine; made anew for tests, with folders of their own.

    :param root: the clone's folder.
    :param cache: this user's folder for what may be made again: the LiveKit server, logs.
    :param system: `Linux` or `Darwin`, as `platform.system()` has it.
    :param path: where programs are searched, in PATH's form, the virtual environment's first.
    :param is_root: whether this account may do everything.
    :param python: the Python that makes the virtual environment.
    """

    root: Path
    cache: Path
    system: str
    path: str
    is_root: bool = False
    python: str = sys.executable

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def venv_python(self) -> Path:
        return self.venv / "bin" / "python"

    def find(self, program: str) -> str | None:
        """The program's path, or None."""
        return shutil.which(program, path=self.path)


def this_machine(root: Path = CLONE) -> Machine:
    """The machine that this process runs on."""
    return Machine(
        root=root,
        cache=cache_folder(),
        system=platform.system(),
        path=os.pathsep.join([str(root / ".venv" / "bin"), os.environ.get("PATH", os.defpath)]),
        is_root=os.geteuid() == 0,
    )


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/parley`, else `~/.cache/parley`, on macOS too."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parley"
