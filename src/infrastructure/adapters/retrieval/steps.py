"""Instructions in numbered steps, given one at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from application.graphs.hearing import was_heard

_STEP = re.compile(r"^\d+\. (.+)$")

NO_STEP_LEFT = "Those were all the steps that I know, I'm afraid."


@dataclass(frozen=True, slots=True)
class Procedure:
    """The numbered items of a passage, without their numbers, and its other lines."""

    steps: tuple[str, ...]
    other_lines: tuple[str, ...]


def procedure_in(text: str) -> Procedure | None:
    """The passage's steps; None when it has fewer than two."""
    lines = text.splitlines()
    found = [match for line in lines if (match := _STEP.match(line))]
    if len(found) < 2:
        return None
    return Procedure(tuple(match[1] for match in found), tuple(line for line in lines if not _STEP.match(line)))


def step_text(procedure: Procedure, heard: Sequence[str]) -> str:
    """The first step that was not heard, or words that say that there is none."""
    for step in procedure.steps:
        if not was_heard(step, heard):
            return step
    return NO_STEP_LEFT
