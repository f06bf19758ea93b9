from pathlib import Path

import pytest

from parley.install.steps.postgres import Postgres, server_program
from tests.fakes.machine import FakeMachine, FakePackageSource


def put(folder: Path, *programs: str) -> Path:
    folder.mkdir(parents=True)
    for program in programs:
        (folder / program).touch()
    return folder / "postgres"


def test_the_newest_of_debians_versions_is_found(machine: FakeMachine, tmp_path: Path) -> None:
    beside = tmp_path / "postgresql"
    put(beside / "9.6" / "bin", "postgres")
    put(beside / "15" / "bin", "postgres", "initdb")
    newest = put(beside / "17" / "bin", "postgres", "initdb")
    assert server_program(machine.facts, (beside,)) == str(newest)


def test_one_on_path_comes_first_and_must_be_whole(machine: FakeMachine, tmp_path: Path) -> None:
    alone = machine.add("postgres")
    assert server_program(machine.facts, ()) is None
    alone.unlink()
    whole = put(tmp_path / "whole", "postgres", "initdb")
    whole.chmod(0o755)
    (machine.bin / "postgres").symlink_to(whole)
    assert server_program(machine.facts, ()) == str(whole)


@pytest.mark.parametrize(("system", "package"), [("Linux", "postgresql"), ("Darwin", "postgresql@17")])
def test_it_comes_from_the_systems_packages_by_the_name_that_it_has_there(
    tmp_path: Path, system: str, package: str
) -> None:
    there, packages = FakeMachine(tmp_path / "machine", system=system), FakePackageSource()

    step = Postgres(there.facts, packages, beside=())
    step.install(there.commands)

    assert (step.found(), packages.installed) == (None, [package])
    assert step.by_hand() == f"get {package}"
