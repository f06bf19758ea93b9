"""What turns cost beside their providers, and tables of it."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.peers.tally import Tally
from benchmarks.report import show

RESAMPLES = 5_000
INTERVAL_PERCENT = (2.5, 97.5)


@dataclass(slots=True)
class Overhead:
    """Of one side.

    :ivar calls: each call's turns in milliseconds, without silence and script; None for one without an answer.
    :ivar others: what the callers of other calls asked meanwhile; without answers to it those were no calls.
    """

    calls: list[Sequence[float | None]] = field(default_factory=list[Sequence[float | None]])
    others: Tally = field(default_factory=lambda: Tally(0, 0))

    @property
    def turns(self) -> int:
        return sum(len(call) for call in self.calls)

    @property
    def answered_ms(self) -> list[float]:
        return [each for call in self.calls for each in call if each is not None]

    @property
    def median_ms(self) -> float:
        return self.percentile_ms(50)

    def percentile_ms(self, percent: float) -> float:
        """Not a number when no turn was answered."""
        return float(np.percentile(self.answered_ms, percent)) if self.answered_ms else float("nan")

    def resampled_medians_ms(self, drawn: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """By drawing calls: turns of one call are alike, as they share its jitter buffers."""
        answered = [[each for each in call if each is not None] for call in self.calls]
        calls = [call for call in answered if call]
        draws: list[list[int]] = drawn.integers(len(calls), size=(RESAMPLES, len(calls))).tolist()  # pyright: ignore[reportAssignmentType]  # numpy leaves the depth open
        medians = [statistics.median(turn for each in draw for turn in calls[each]) for draw in draws]
        return np.asarray(medians, dtype=np.float64)


def over(side: Overhead, line: Overhead) -> tuple[float, float, float]:
    """The difference of the medians in milliseconds, with its 95 % interval by the bootstrap."""
    drawn = np.random.default_rng(seed=1)
    differences = side.resampled_medians_ms(drawn) - line.resampled_medians_ms(drawn)
    low, high = np.percentile(differences, INTERVAL_PERCENT)
    return side.median_ms - line.median_ms, float(low), float(high)


def show_overheads(console: Console, title: str, measured: Mapping[str, Overhead], line: str) -> None:
    """:param line: the side whose median is taken off those of all."""
    if not measured[line].answered_ms:
        return
    rows: list[Sequence[str]] = []
    for name, each in measured.items():
        row = [name, f"{len(each.answered_ms)} of {each.turns}", f"{each.median_ms:.0f}"]
        if each.answered_ms:
            median, low, high = over(each, measured[line])
            p95 = each.percentile_ms(95) - measured[line].median_ms
            row += [f"{median:.1f}", f"{low:.1f} to {high:.1f}", f"{p95:.1f}"]
            row += [f"{each.others.answered} of {each.others.asked}"] if each.others.asked else []
        rows.append(row)
    head = ["side", "answered", "median ms, line included", "over the line", "95 % interval", "p95"]
    head += ["others answered"] if measured[line].others.asked else []
    show(console, title, head, rows)


def as_data(measured: Mapping[str, Overhead], line: str) -> Mapping[str, Any]:
    """For machines; empty when there is nothing to take off."""
    if not measured[line].answered_ms:
        return {}
    line_ms = measured[line].median_ms
    return {
        name: {
            "calls_ms": each.calls,
            "over_ms": over(each, measured[line]),
            "p95_ms": each.percentile_ms(95) - line_ms,
            "others": asdict(each.others),
        }
        for name, each in measured.items()
        if each.answered_ms
    }
