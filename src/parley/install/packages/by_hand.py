"""A system whose packages only a person can install."""

from collections.abc import Sequence

from parley.install.commands import Commands
from parley.install.errors import NotPermitted
from parley.install.packages.source import PackageSource


class ByHand(PackageSource):
    """Installs nothing, and says what to install."""

    def __init__(self, advice: str) -> None:
        self._advice = advice

    def install(self, names: Sequence[str], commands: Commands) -> None:  # noqa: ARG002
        raise NotPermitted("neither apt nor Homebrew is here")

    def line(self, names: Sequence[str]) -> str:
        return f"{self._advice}: {' '.join(names)}"
