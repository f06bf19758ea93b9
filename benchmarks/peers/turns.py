"""Tables of what turns cost beside their providers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.report import show


@dataclass(slots=True)
class Overhead:
    """:ivar delays_ms: of each turn, without silence and script; None for one that was not answered."""

    delays_ms: list[float | None] = field(default_factory=list[float | None])

    @property
    def answered_ms(self) -> list[float]:
        return [each for each in self.delays_ms if each is not None]

    @property
    def median_ms(self) -> float:
        return self.percentile_ms(50)

    def percentile_ms(self, percent: float) -> float:
        """Not a number when no turn was answered."""
        return float(np.percentile(self.answered_ms, percent)) if self.answered_ms else float("nan")


def show_overheads(console: Console, title: str, measured: Mapping[str, Overhead], line_ms: float) -> None:
    """:param line_ms: what the bare line takes alone, at the median."""
    if not any(each.delays_ms for each in measured.values()):
        return
    rows = [
        (
            name,
            f"{len(each.answered_ms)} of {len(each.delays_ms)}",
            f"{each.median_ms:.0f}",
            f"{each.median_ms - line_ms:.1f}",
            f"{each.percentile_ms(95) - line_ms:.1f}",
        )
        for name, each in measured.items()
    ]
    show(
        console, title, ("side", "answered", "after silence and script, ms", "over the line, median", "p95"), rows
    )


def as_data(measured: Mapping[str, Overhead], line_ms: float) -> Mapping[str, Any]:
    return {
        name: {
            "delays_ms": each.delays_ms,
            "median_ms": each.median_ms - line_ms,
            "p95_ms": each.percentile_ms(95) - line_ms,
        }
        for name, each in measured.items()
        if each.answered_ms
    }
