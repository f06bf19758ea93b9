"""The call page, built from `web/`."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.stamp import Stamp, digest_of
from parley.install.step import Step

MADE_HERE = {"node_modules", "dist", "coverage"}


class Pages(Step):
    """`web/dist`, built again when a file that it is made from has changed."""

    name: ClassVar[str] = "Pages"
    room_mb: ClassVar[int] = 500

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        self._web = machine.root / "web"
        self._built = Stamp(self._web / "dist" / ".parley-built")
        self._modules = Stamp(self._web / "node_modules" / ".parley-installed")

    def found(self) -> str | None:
        whole = (self._web / "dist" / "index.html").is_file() and self._modules.matches(self._lock_digest())
        return "built, in web/dist" if whole and self._built.matches(self._source_digest()) else None

    def doing(self) -> str:
        return "building web/, about half a minute"

    def install(self, commands: Commands) -> None:
        self._built.remove()
        if not self._modules.matches(self._lock_digest()):
            commands.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=self._web)
            self._modules.write(self._lock_digest())
        built_from = self._source_digest()
        commands.run(["npm", "run", "build"], cwd=self._web)
        self._built.write(built_from)

    def by_hand(self) -> str:
        return "npm --prefix web ci && npm --prefix web run build"

    def _lock_digest(self) -> str:
        return digest_of([self._web / "package.json", self._web / "package-lock.json"])

    def _source_digest(self) -> str:
        sources = sorted(_files_below(self._web))
        return digest_of(sources, *(str(file.relative_to(self._web)) for file in sources))


def _files_below(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in MADE_HERE:
            yield from _files_below(entry)
        elif entry.is_file():
            yield entry
