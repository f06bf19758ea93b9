import ast
import subprocess
import sys
from pathlib import Path

import pytest

import parley.install
from tests.fakes.machine import FakeMachine

FOLDER = Path(parley.install.__file__).parent
HAND_OVER = "from parley.install.older_python import hand_over; hand_over(['--for', 'run'])"


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "older_python.py", "../__init__.py"])
def test_what_an_older_python_meets_first_is_syntax_that_it_reads(name: str) -> None:
    ast.parse((FOLDER / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_newer_python_on_path_takes_over(machine: FakeMachine) -> None:
    machine.add("python3.12")

    done = run_as_older(machine)

    assert done.returncode == 0
    assert machine.called == ["python3.12 -m parley.install --for run"]


def test_without_a_newer_python_the_line_to_type_is_given(machine: FakeMachine) -> None:
    done = run_as_older(machine)

    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "apt-get install python3.11" in done.stderr
    assert "brew install" in done.stderr


def run_as_older(machine: FakeMachine) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(machine.bin), "PYTHONPATH": str(FOLDER.parents[1])}
    return subprocess.run(
        [sys.executable, "-c", HAND_OVER], env=env, capture_output=True, text=True, timeout=30, check=False
    )
