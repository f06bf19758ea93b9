"""What was played of the golden set, as tables, failures and data."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from benchmarks.report import machine, show
from tests.golden.playing import Judged
from tests.golden.score import Share, answered, confusions, is_right, routed, whole


@dataclass(frozen=True, slots=True)
class Played:
    """Calls of one kind that were played.

    :ivar shown: whether sentences of it may be read.
    :ivar took_s: for all of them.
    """

    name: str
    shown: bool
    calls: Sequence[Sequence[Judged]]
    took_s: float

    @property
    def turns(self) -> list[Judged]:
        return [turn for call in self.calls for turn in call]

    @property
    def shares(self) -> dict[str, Share]:
        return {"routed": routed(self.turns), "answered": answered(self.turns), "whole calls": whole(self.calls)}


def show_failures(console: Console, played: Played) -> None:
    """What was said, what came back and what is wrong with it, unless that is kept secret."""
    if not played.shown:
        return
    for turn in played.turns:
        if not is_right(turn):
            heard = f" (heard as {turn.said!r})" if turn.said != turn.expected.says else ""
            console.print(
                f"\n{played.name}: {turn.expected.says!r}{heard}", markup=False, highlight=False, soft_wrap=True
            )
            calls = ", ".join(f"{call.name}{dict(call.arguments)}:{call.outcome}" for call in turn.observed.calls)
            got = f"  got [{turn.observed.specialist}] {turn.observed.text!r} {calls}"
            console.print(got, markup=False, highlight=False, soft_wrap=True)
            console.print(f"  wrong: {turn.verdict.why}", markup=False, highlight=False, soft_wrap=True)


def show_tables(console: Console, played: Sequence[Played]) -> None:
    """The shares that are right, and who was taken for whom."""
    rows = [[each.name, *map(str, each.shares.values()), f"{each.took_s:.0f} s"] for each in played]
    show(console, "\nRight", ("set", "routed", "answered", "whole calls", "took"), rows)
    counted = confusions([turn for each in played for turn in each.turns])
    names = sorted({who for _, who in counted} | {wanted for wanted, _ in counted})
    rows = [[wanted, *(str(counted[wanted, who] or "") for who in names)] for wanted in names]
    show(console, "\nWho should answer, and (across) who did", ("", *names), rows)
    console.print(machine(), highlight=False)


def as_data(played: Sequence[Played]) -> dict[str, object]:
    """The same for machines."""
    return {
        "machine": machine(),
        "sets": [
            {
                "name": each.name,
                "seconds": round(each.took_s, 1),
                "shares": {name: {"right": share.right, "all": share.all} for name, share in each.shares.items()},
                "confusions": [
                    [*pair, count] for pair, count in confusions(each.turns).items() if pair[0] != pair[1]
                ],
                "failures": [
                    {
                        "says": turn.expected.says,
                        "heard": turn.said,
                        "got": turn.observed.text,
                        "why": turn.verdict.why,
                    }
                    for turn in each.turns
                    if each.shown and not is_right(turn)
                ],
            }
            for each in played
        ],
    }
