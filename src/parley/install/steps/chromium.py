"""The browser that the end-to-end tests call from."""

from pathlib import Path
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.packages.source import PackageSource
from parley.install.step import Step

PROGRAMS = ("chromium", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_FOLDERS = (".cache/ms-playwright", "Library/Caches/ms-playwright")


class Chromium(Step):
    """Debian's own `chromium`; elsewhere Playwright's (Ubuntu's is a snap, which no container runs)."""

    name: ClassVar[str] = "Chromium"
    room_mb: ClassVar[int] = 1000

    def __init__(self, machine: Machine, packages: PackageSource, *, debian: bool | None = None) -> None:
        super().__init__(machine)
        self._packages = packages
        self._debian = _is_debian() if debian is None else debian

    def found(self) -> str | None:
        return find_chromium(self.machine) or _playwrights_own()

    def doing(self) -> str:
        return f"installing ({self.by_hand()}), about a minute"

    def install(self, commands: Commands) -> None:
        if self._debian:
            self._packages.install(["chromium"], commands)
        else:
            commands.run([str(self.machine.venv_python), "-m", "playwright", "install", "chromium"])

    def by_hand(self) -> str:
        if self._debian:
            return self._packages.line(["chromium"])
        return ".venv/bin/playwright install --with-deps chromium"


def find_chromium(machine: Machine) -> str | None:
    """The path of a Chromium or Chrome on PATH; None means Playwright's own, if any."""
    return next((path for path in map(machine.find, PROGRAMS) if path), None)


def _playwrights_own() -> str | None:
    folders = (Path.home() / folder for folder in PLAYWRIGHT_FOLDERS)
    complete = (marker for folder in folders for marker in folder.glob("chromium-*/INSTALLATION_COMPLETE"))
    return next((str(marker.parent) for marker in complete), None)


def _is_debian() -> bool:
    os_release = Path("/etc/os-release")
    return os_release.is_file() and "\nID=debian\n" in f"\n{os_release.read_text(encoding='utf-8')}\n"
