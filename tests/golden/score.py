"""How many turns went right, and who was taken for whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.golden.playing import Judged


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `all`."""

    right: int
    all: int

    @property
    def value(self) -> float:
        """From 0 to 1; 1 when there is nothing to get wrong."""
        return self.right / self.all if self.all else 1.0

    def __str__(self) -> str:
        return f"{self.value:.1%} of {self.all}"


def routed(turns: Sequence[Judged]) -> Share:
    """Of the turns for which only some specialists are right."""
    decided = [turn for turn in turns if turn.expected.specialist]
    return Share(sum(turn.verdict.routed for turn in decided), len(decided))


def answered(turns: Sequence[Judged]) -> Share:
    return Share(sum(turn.verdict.answered for turn in turns), len(turns))


def whole(dialogues: Sequence[Sequence[Judged]]) -> Share:
    """Dialogues in which every turn is routed and answered right."""
    right = [all(is_right(turn) for turn in turns) for turns in dialogues]
    return Share(sum(right), len(right))


def is_right(turn: Judged) -> bool:
    return turn.verdict.routed and turn.verdict.answered


def confusions(turns: Sequence[Judged]) -> Counter[tuple[str, str]]:
    """(who should have answered, who did), right ones included; of several that may, the first stands for them
    unless another one of them answered.
    """
    return Counter(
        (
            turn.observed.specialist if turn.verdict.routed else turn.expected.specialist[0],
            turn.observed.specialist or "nobody",
        )
        for turn in turns
        if turn.expected.specialist
    )
