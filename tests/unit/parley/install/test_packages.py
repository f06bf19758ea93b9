from pathlib import Path

import pytest

from parley.install.errors import CommandFailed, NotPermitted
from parley.install.packages.apt import Apt
from parley.install.packages.by_hand import ByHand
from parley.install.packages.homebrew import Homebrew
from parley.install.packages.of_machine import packages_of
from tests.fakes.machine import FakeMachine


def test_root_installs_without_sudo_and_without_questions(machine: FakeMachine) -> None:
    machine.add("apt-get", 'test "$DEBIAN_FRONTEND" = noninteractive || exit 1')

    Apt(is_root=True).install(["flite"], machine.commands)

    update, install = machine.called
    assert update.endswith("-y -qq update")
    assert install.endswith("-y -qq install --no-install-recommends flite")


def test_sudo_that_asks_no_password_is_used(machine: FakeMachine) -> None:
    machine.add("sudo")

    Apt(is_root=False).install(["flite"], machine.commands)

    assert machine.called[0] == "sudo -n true"
    assert all(call.startswith("sudo -n ") for call in machine.called)


def test_sudo_that_would_ask_a_password_is_left_alone(machine: FakeMachine) -> None:
    machine.add("sudo", "exit 1")

    with pytest.raises(NotPermitted, match="password"):
        Apt(is_root=False).install(["flite"], machine.commands)

    assert machine.called == ["sudo -n true"]


def test_a_source_of_packages_that_is_down_need_not_matter(machine: FakeMachine) -> None:
    machine.add("apt-get", 'case "$*" in *update) exit 100;; esac')

    Apt(is_root=True).install(["flite"], machine.commands)

    assert machine.called[-1].endswith("flite")


def test_an_unknown_package_is_a_failed_command(machine: FakeMachine) -> None:
    machine.add("apt-get", 'case "$*" in *install*) echo "Unable to locate package"; exit 100;; esac')

    with pytest.raises(CommandFailed) as failure:
        Apt(is_root=True).install(["flite"], machine.commands)

    assert failure.value.last_lines == ("Unable to locate package",)


def test_the_package_lists_are_fetched_once(machine: FakeMachine) -> None:
    machine.add("apt-get")
    apt = Apt(is_root=True)

    apt.install(["flite"], machine.commands)
    apt.install(["chromium"], machine.commands)

    assert sum(call.endswith("update") for call in machine.called) == 1


def test_the_line_to_type_has_sudo_for_those_who_need_it() -> None:
    assert Apt(is_root=False).line(["flite"]) == "sudo apt-get install flite"
    assert Apt(is_root=True).line(["flite"]) == "apt-get install flite"


def test_linux_uses_apt_where_it_is(machine: FakeMachine) -> None:
    machine.add("apt-get")
    assert isinstance(packages_of(machine.facts), Apt)


def test_another_linux_is_told_the_packages_names(machine: FakeMachine) -> None:
    source = packages_of(machine.facts)

    assert isinstance(source, ByHand)
    assert source.line(["flite"]).endswith(": flite")
    with pytest.raises(NotPermitted):
        source.install(["flite"], machine.commands)


def test_macos_uses_homebrew(tmp_path: Path) -> None:
    mac = FakeMachine(tmp_path / "mac", system="Darwin")
    assert isinstance(packages_of(mac.facts), ByHand)

    mac.add("brew")
    source = packages_of(mac.facts)
    source.install(["flite"], mac.commands)

    assert isinstance(source, Homebrew)
    assert mac.called == ["brew install flite"]
