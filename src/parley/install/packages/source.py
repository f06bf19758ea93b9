"""Where system packages come from: the port."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from parley.install.commands import Commands


class PackageSource(ABC):
    """Installs packages of the operating system, without ever asking a question."""

    @abstractmethod
    def install(self, names: Sequence[str], commands: Commands) -> None:
        """Install them, now.

        :raises NotPermitted: when this account may not.
        :raises CommandFailed: when it does not work.
        """

    @abstractmethod
    def line(self, names: Sequence[str]) -> str:
        """What a person types to install them."""
