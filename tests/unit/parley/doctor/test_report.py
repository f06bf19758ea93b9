import socket
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from infrastructure.providers.choosing import Choice
from parley.doctor.finding import State
from parley.doctor.report import Report, examine, render
from parley.install.step import Step
from parley.install.steps.node import Node
from parley.install.steps.speech import Flite
from parley.launch.ports import free_port
from tests.fakes.machine import FakeMachine, FakePackageSource

PROVIDERS = [Choice("STT", "pocketsphinx", "no [key] is set")]


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    return FakeMachine(tmp_path / "machine")


def steps(machine: FakeMachine) -> list[Step]:
    return [Flite(machine.facts, FakePackageSource(), needed=False), Node(machine.facts)]


def rendered(report: Report) -> str:
    out = StringIO()
    render(report, Console(file=out, width=60))
    return out.getvalue()


def test_what_is_needed_and_missing_is_a_failure_with_the_line_to_type(machine: FakeMachine) -> None:
    report = examine(steps(machine), {}, PROVIDERS)

    assert report.exit_status == 1
    assert ".venv/bin/pip install --require-hashes -r requirements/node.txt\n" in rendered(report)


def test_what_is_missing_and_not_needed_is_no_failure(machine: FakeMachine) -> None:
    machine.add("node", "echo v24.1.0")
    machine.add("npm")

    report = examine(steps(machine), {}, PROVIDERS)

    assert report.exit_status == 0
    assert [finding.state for finding in report.findings] == [State.LACKING, State.GOOD]
    assert "get flite" in rendered(report)


def test_a_port_that_is_held_names_the_holder_and_is_no_failure(machine: FakeMachine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        report = examine([], {"the agent service": port}, PROVIDERS)

    assert report.exit_status == 0
    assert f"port {port} (tcp), wanted for the agent service, is held by process" in rendered(report)


def test_a_free_port_is_said_to_be_free() -> None:
    assert "free, for the agent service" in rendered(examine([], {"the agent service": free_port()}, PROVIDERS))


def test_each_part_has_its_provider_and_the_reason() -> None:
    text = rendered(Report([], PROVIDERS))

    assert "STT" in text
    assert "pocketsphinx" in text
    assert "no [key] is set" in text
