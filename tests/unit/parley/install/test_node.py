import pytest

from parley.install.errors import CommandFailed
from parley.install.steps.node import Node, new_enough
from tests.fakes.machine import FakeMachine


@pytest.mark.parametrize("version", [(20, 19, 0), (22, 12, 0), (23, 0, 0), (24, 1, 2)])
def test_node_that_vite_runs_on_is_new_enough(version: tuple[int, int, int]) -> None:
    assert new_enough(version)


@pytest.mark.parametrize("version", [(18, 20, 8), (20, 18, 3), (21, 7, 0), (22, 11, 0)])
def test_node_that_vite_refuses_is_too_old(version: tuple[int, int, int]) -> None:
    assert not new_enough(version)


def test_node_with_npm_on_path_is_used(machine: FakeMachine) -> None:
    machine.add("node", "echo v22.20.0")
    machine.add("npm")

    assert Node(machine.facts).found() == f"22.20.0, {machine.bin}/node"


def test_node_without_npm_is_not_enough(machine: FakeMachine) -> None:
    machine.add("node", "echo v22.20.0")

    assert Node(machine.facts).found() is None


@pytest.mark.parametrize("answer", ["echo v18.19.0", "echo nonsense", "exit 1"])
def test_a_node_that_is_old_or_broken_is_not_used(machine: FakeMachine, answer: str) -> None:
    machine.add("node", answer)
    machine.add("npm")

    assert Node(machine.facts).found() is None


def test_it_comes_from_the_lock_into_the_venv(machine: FakeMachine) -> None:
    machine.add_venv()

    Node(machine.facts).install(machine.commands)

    assert machine.called[-1].endswith(f"--require-hashes -r {machine.facts.root}/requirements/node.txt")


def test_it_waits_for_the_python_packages(machine: FakeMachine) -> None:
    with pytest.raises(CommandFailed) as failure:
        Node(machine.facts).install(machine.commands)

    assert "Python packages must be installed first" in failure.value.last_lines[0]
