from pathlib import Path

import pytest

from parley.install.steps.chromium import Chromium
from parley.install.steps.speech import Flite
from tests.fakes.machine import FakeMachine, FakePackageSource


def test_flite_on_path_is_found(machine: FakeMachine) -> None:
    machine.add("flite")
    assert Flite(machine.facts, FakePackageSource(), needed=False).found()


def test_flite_comes_from_the_systems_packages(machine: FakeMachine) -> None:
    packages = FakePackageSource()
    flite = Flite(machine.facts, packages, needed=True)
    assert flite.found() is None

    flite.install(machine.commands)

    assert packages.installed == ["flite"]
    assert flite.by_hand() == "get flite"


def test_what_is_lost_without_flite_is_said() -> None:
    assert Flite.without_it


@pytest.mark.parametrize("program", ["chromium", "google-chrome"])
def test_a_browser_on_path_is_found(machine: FakeMachine, program: str) -> None:
    machine.add(program)
    assert Chromium(machine.facts, FakePackageSource(), debian=True).found() == f"{machine.bin}/{program}"


def test_debian_installs_its_own(machine: FakeMachine) -> None:
    packages = FakePackageSource()

    Chromium(machine.facts, packages, debian=True).install(machine.commands)

    assert packages.installed == ["chromium"]


def test_elsewhere_playwrights_is_installed_and_found(
    machine: FakeMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    machine.add_venv()
    chromium = Chromium(machine.facts, FakePackageSource(), debian=False)
    assert chromium.found() is None

    chromium.install(machine.commands)
    installed = tmp_path / ".cache" / "ms-playwright" / "chromium-1234"
    installed.mkdir(parents=True)
    assert chromium.found() is None
    (installed / "INSTALLATION_COMPLETE").touch()

    assert machine.called == ["python -m playwright install chromium"]
    assert chromium.found() == str(installed)
