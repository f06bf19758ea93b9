import sys

import pytest

from parley.install.errors import CommandFailed, NotPermitted
from parley.install.steps.python_environment import PythonEnvironment
from tests.fakes.machine import FakeMachine, FakePackageSource

# What a Python does that is asked to make a virtual environment: here one whose pip installs only uv.
MAKES_A_VENV = """
case "$*" in
  "-m venv"*)
    /bin/mkdir -p {venv}/bin
    printf '#!/bin/sh\\necho "python $*" >> {calls}\\n' > {venv}/bin/python
    printf 'case "$*" in *uv.txt) /bin/cp {uv} {venv}/bin/uv;; esac\\n' >> {venv}/bin/python
    /bin/chmod +x {venv}/bin/python;;
esac
"""


@pytest.fixture
def fresh(machine: FakeMachine) -> FakeMachine:
    uv = machine.add("uv", folder=machine.facts.cache)
    script = MAKES_A_VENV.format(venv=machine.facts.venv, calls=machine.calls, uv=uv)
    machine.add("python3", script)
    (machine.facts.root / "requirements").mkdir()
    return machine


def step(machine: FakeMachine, packages: FakePackageSource | None = None) -> PythonEnvironment:
    return PythonEnvironment(machine.facts, packages or FakePackageSource(), "run")


def test_a_fresh_clone_gets_a_venv_from_the_lock_and_parley_itself(fresh: FakeMachine) -> None:
    assert step(fresh).found() is None

    step(fresh).install(fresh.commands)

    assert step(fresh).found()
    requirements = fresh.facts.root / "requirements"
    locked, itself = (call for call in fresh.called if call.startswith("uv "))
    assert locked.endswith(f"--require-hashes -r {requirements}/runtime.txt")
    assert itself.endswith(f"--no-deps --no-build-isolation -e {fresh.facts.root}")
    assert any(call.endswith(f"--require-hashes -r {requirements}/uv.txt") for call in fresh.called)


def test_a_second_start_runs_nothing(fresh: FakeMachine) -> None:
    step(fresh).install(fresh.commands)
    before = fresh.called

    assert step(fresh).found()

    assert fresh.called == before


def test_a_changed_lock_is_installed_again_into_the_same_venv(fresh: FakeMachine) -> None:
    step(fresh).install(fresh.commands)
    (fresh.facts.root / "requirements" / "runtime.txt").write_text("new", encoding="utf-8")
    assert step(fresh).found() is None

    step(fresh).install(fresh.commands)

    assert step(fresh).found()
    assert sum("venv --clear" in call for call in fresh.called) == 1


def test_an_installation_that_broke_off_is_repaired_by_the_next(fresh: FakeMachine) -> None:
    uv = fresh.facts.cache / "uv"
    whole = uv.read_text(encoding="utf-8")
    uv.write_text("#!/bin/sh\nexit 2\n", encoding="utf-8")
    with pytest.raises(CommandFailed):
        step(fresh).install(fresh.commands)
    assert step(fresh).found() is None

    uv.write_text(whole, encoding="utf-8")
    step(fresh).install(fresh.commands)

    assert step(fresh).found()


def test_what_the_tests_need_is_enough_to_run(fresh: FakeMachine) -> None:
    PythonEnvironment(fresh.facts, FakePackageSource(), "test").install(fresh.commands)

    assert step(fresh).found()


def test_what_it_takes_to_run_is_not_enough_for_the_tests(fresh: FakeMachine) -> None:
    step(fresh).install(fresh.commands)

    assert PythonEnvironment(fresh.facts, FakePackageSource(), "test").found() is None


def test_debians_missing_part_of_python_comes_from_its_package(fresh: FakeMachine) -> None:
    script = (fresh.bin / "python3").read_text(encoding="utf-8")
    fresh.add("python3", f'test "$*" = "-c import ensurepip" && exit 1\n{script}')
    packages = FakePackageSource()

    step(fresh, packages).install(fresh.commands)

    assert packages.installed == [f"python3.{sys.version_info.minor}-venv"]


def test_without_the_right_to_install_it_the_line_to_type_is_named(fresh: FakeMachine) -> None:
    fresh.add("python3", "exit 1")

    with pytest.raises(NotPermitted, match=r"no\. First type: get python3\.\d+-venv"):
        step(fresh, FakePackageSource(NotPermitted("no"))).install(fresh.commands)


def test_a_venv_whose_python_is_gone_is_made_anew(fresh: FakeMachine) -> None:
    step(fresh).install(fresh.commands)
    fresh.facts.venv_python.unlink()
    fresh.facts.venv_python.symlink_to("/nowhere/python3")
    assert step(fresh).found() is None

    fresh.facts.venv_python.unlink()
    step(fresh).install(fresh.commands)

    assert sum("venv --clear" in call for call in fresh.called) == 2


def test_a_person_can_do_without_the_installer(fresh: FakeMachine) -> None:
    assert "--require-hashes -r requirements/runtime.txt" in step(fresh).by_hand()
