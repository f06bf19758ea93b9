from dataclasses import dataclass, field
from io import StringIO
from typing import ClassVar

import pytest

from parley.install.commands import Commands
from parley.install.errors import CommandFailed, InstallFailed
from parley.install.machine import Machine
from parley.install.plan import Goal, steps_for
from parley.install.program import install
from parley.install.progress import Progress
from parley.install.step import Step
from tests.fakes.machine import FakeMachine


@dataclass
class Outcome:
    """What a fake step does, and what was done to it."""

    there: bool = False
    failure: InstallFailed | None = None
    works: bool = True
    installs: list[str] = field(default_factory=list[str])


class FakeStep(Step):
    name: ClassVar[str] = "Thing"
    without_it: ClassVar[str] = "it is quieter"

    def __init__(self, machine: Machine, outcome: Outcome, *, needed: bool = True) -> None:
        super().__init__(machine, needed=needed)
        self._outcome = outcome

    def found(self) -> str | None:
        return "a thing" if self._outcome.there else None

    def doing(self) -> str:
        return "getting it"

    def install(self, commands: Commands) -> None:
        self._outcome.installs.append("once")
        if self._outcome.failure is not None:
            raise self._outcome.failure
        self._outcome.there = self._outcome.works

    def by_hand(self) -> str:
        return "get thing"


class HugeStep(FakeStep):
    room_mb: ClassVar[int] = 10**9


def go_through(machine: FakeMachine, *steps: Step) -> tuple[bool, str]:
    out = StringIO()
    complete = install(steps, machine.facts, Progress(out))
    return complete, out.getvalue()


def test_what_is_there_is_not_installed(machine: FakeMachine) -> None:
    outcome = Outcome(there=True)

    complete, said = go_through(machine, FakeStep(machine.facts, outcome))

    assert complete
    assert outcome.installs == []
    assert "✓ Thing" in said


def test_what_is_missing_is_installed(machine: FakeMachine) -> None:
    outcome = Outcome()

    complete, _ = go_through(machine, FakeStep(machine.facts, outcome))

    assert complete
    assert outcome.installs == ["once"]


def test_a_needed_step_that_fails_stops_with_the_output_the_cause_and_the_line_to_type(
    machine: FakeMachine,
) -> None:
    failure = CommandFailed(["fetch"], 1, ["no space left on device"])
    after = Outcome()

    complete, said = go_through(
        machine, FakeStep(machine.facts, Outcome(failure=failure)), FakeStep(machine.facts, after)
    )

    assert not complete
    assert after.installs == []
    assert "✗ Thing" in said
    assert "| no space left on device" in said
    assert "disk is full" in said
    assert "By hand: get thing" in said
    assert str(machine.facts.cache / "install.log") in said


def test_a_step_that_is_not_needed_may_fail_and_says_what_is_lost(machine: FakeMachine) -> None:
    failing = FakeStep(machine.facts, Outcome(failure=InstallFailed("no rights")), needed=False)
    after = Outcome()

    complete, said = go_through(machine, failing, FakeStep(machine.facts, after))

    assert complete
    assert after.installs == ["once"]
    assert "! Thing" in said
    assert "it is quieter" in said


def test_an_installation_that_changes_nothing_is_a_failure(machine: FakeMachine) -> None:
    complete, said = go_through(machine, FakeStep(machine.facts, Outcome(works=False)))

    assert not complete
    assert "still cannot be found" in said


def test_a_full_disk_is_noticed_before_anything_is_fetched(machine: FakeMachine) -> None:
    outcome = Outcome()

    complete, said = go_through(machine, HugeStep(machine.facts, outcome))

    assert not complete
    assert outcome.installs == []
    assert "MB free" in said


@pytest.mark.parametrize(
    ("purpose", "names"),
    [
        ("run", ["Python packages", "Speech (flite)", "Node", "LiveKit server", "Pages"]),
        ("up", ["Python packages", "Speech (flite)", "Redis", "Node", "LiveKit server", "Pages"]),
        (
            "test",
            [
                "Python packages",
                "Speech (flite)",
                "Redis",
                "Postgres",
                "Chromium",
                "Node",
                "LiveKit server",
                "Toxiproxy",
                "Manifest reader",
                "Pages",
            ],
        ),
    ],
)
def test_each_purpose_has_its_steps(machine: FakeMachine, purpose: Goal, names: list[str]) -> None:
    steps = steps_for(purpose, machine.facts)
    assert [step.name for step in steps] == names


def test_running_needs_no_flite_and_testing_does(machine: FakeMachine) -> None:
    assert [step.name for step in steps_for("run", machine.facts) if not step.needed] == ["Speech (flite)"]
    assert all(step.needed for step in steps_for("test", machine.facts))
