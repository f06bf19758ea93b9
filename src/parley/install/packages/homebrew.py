"""macOS's packages, from Homebrew."""

from collections.abc import Sequence

from parley.install.commands import Commands
from parley.install.packages.source import PackageSource


class Homebrew(PackageSource):
    """Installs for the user who owns Homebrew's folder."""

    def install(self, names: Sequence[str], commands: Commands) -> None:
        commands.run(["brew", "install", *names], env={"NONINTERACTIVE": "1", "HOMEBREW_NO_AUTO_UPDATE": "1"})

    def line(self, names: Sequence[str]) -> str:
        return f"brew install {' '.join(names)}"
