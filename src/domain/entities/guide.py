"""What a caller can try, step by step."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or to look at.

    :ivar name: unique in its guide.
    :ivar say: one or two short sentences.
    :ivar next: the step for callers who have done it without success; empty when none is left.
    :ivar yes: the step for callers who answer yes.
    :ivar no: the step for callers who answer no, or say that it did not help. Where there is either, the step is a
        question; a branch that is empty ends the guide.
    """

    name: str
    say: str
    next: str = ""
    yes: str = ""
    no: str = ""

    @property
    def is_question(self) -> bool:
        return bool(self.yes or self.no)


@dataclass(frozen=True, slots=True)
class Guide:
    """:ivar name: of the problem: `connection_drops`.
    :ivar about: the problem as the end of "You called about ...": `the connection that drops`.
    :ivar said: how callers name it.
    :ivar page: of the knowledge folder, where the same steps stand.
    :ivar steps: the first is where it begins.
    """

    name: str
    about: str
    said: tuple[str, ...]
    page: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)


class Answer(StrEnum):
    """What a caller says after a step."""

    BEGIN = "begin"
    NEXT = "next"
    """Done, without success."""
    SOLVED = "solved"
    YES = "yes"
    NO = "no"
    AGAIN = "again"
    """Wants to hear it once more."""


class Stage(StrEnum):
    STEP = "step"
    """There is something to do, or to look at."""
    CHECK = "check"
    """It is not clear whether it works now: ask."""
    SOLVED = "solved"
    NONE_LEFT = "none_left"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell a caller now.

    :ivar place: where in the guide that is; give it back with the caller's answer.
    :ivar step: the one to do, or that is in question; None when the guide is over.
    """

    place: str
    stage: Stage
    step: Step | None = None
