"""Debian's and Ubuntu's packages."""

from collections.abc import Sequence

from parley.install.commands import Commands
from parley.install.errors import CommandFailed, NotPermitted
from parley.install.packages.source import PackageSource

# Another apt (unattended upgrades, on a machine just started) may hold dpkg's lock for a while.
_APT_GET = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-y", "-qq")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}


class Apt(PackageSource):
    """Works as root, or where sudo asks no password.

    :param is_root: whether this process is.
    """

    def __init__(self, *, is_root: bool) -> None:
        self._is_root = is_root
        self._knows_what_there_is = False

    def install(self, names: Sequence[str], commands: Commands) -> None:
        prefix = self._prefix(commands)
        if not self._knows_what_there_is:
            self._update(prefix, commands)
        commands.run([*prefix, *_APT_GET, "install", "--no-install-recommends", *names], env=_QUIET)

    def line(self, names: Sequence[str]) -> str:
        return f"{'' if self._is_root else 'sudo '}apt-get install {' '.join(names)}"

    def _prefix(self, commands: Commands) -> list[str]:
        if self._is_root:
            return []
        if commands.succeeds(["sudo", "-n", "true"]):
            return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND,NEEDRESTART_MODE"]
        raise NotPermitted("apt needs root, and sudo would ask for a password")

    def _update(self, prefix: Sequence[str], commands: Commands) -> None:
        """Learn which packages there are. One source that is down need not matter: the install will tell."""
        try:
            commands.run([*prefix, *_APT_GET, "update"], env=_QUIET)
        except CommandFailed:
            return
        self._knows_what_there_is = True
