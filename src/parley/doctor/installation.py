"""Checks what the installer puts in place, by the installer's own steps."""

from collections.abc import Iterable, Sequence

from parley.doctor.finding import Finding, State
from parley.install.step import Step


def check_installation(steps: Iterable[Step]) -> Sequence[Finding]:
    """One finding per step."""
    return [_finding(step) for step in steps]


def _finding(step: Step) -> Finding:
    there = step.found()
    if there is not None:
        return Finding(step.name, State.GOOD, there)
    if step.needed:
        return Finding(step.name, State.MISSING, "missing, or out of date", f"make run, or: {step.by_hand()}")
    return Finding(step.name, State.LACKING, f"missing: {step.without_it}", step.by_hand())
