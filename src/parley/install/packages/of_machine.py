"""Which source of packages a machine has."""

from parley.install.machine import Machine
from parley.install.packages.apt import Apt
from parley.install.packages.by_hand import ByHand
from parley.install.packages.homebrew import Homebrew
from parley.install.packages.source import PackageSource


def packages_of(machine: Machine) -> PackageSource:
    """apt on Linux and Homebrew on macOS, where they are there."""
    if machine.system == "Darwin":
        return Homebrew() if machine.find("brew") else ByHand("install Homebrew (https://brew.sh), and with it")
    if machine.find("apt-get"):
        return Apt(is_root=machine.is_root)
    return ByHand("install with this system's packages")
