"""Samples, as they are shown and written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from rich.console import Console

from benchmarks.figures import Ratio
from benchmarks.load.live_calls import Sample
from benchmarks.report import show

HEAD = ("side", "calls", "n", "% of a core a call", "MiB a call", "loop lag p99 ms", "callers %", "answered")


def show_samples(console: Console, title: str, samples: Mapping[str, Sequence[Sample]]) -> None:
    """A row for each side and number of calls, with medians."""
    rows = [
        (side, str(count), *_row([each for each in of_side if each.calls == count]))
        for side, of_side in samples.items()
        for count in sorted({each.calls for each in of_side})
    ]
    show(console, title, HEAD, rows)


def ratio(above: Sequence[Sample], below: Sequence[Sample], of: Callable[[Sample], float]) -> Ratio:
    return Ratio.of_medians([of(each) for each in above], [of(each) for each in below])


def as_data(samples: Mapping[str, Sequence[Sample]]) -> dict[str, list[dict[str, Any]]]:
    return {side: [asdict(each) for each in of_side] for side, of_side in samples.items()}


def at(samples: Sequence[Sample], calls: int) -> list[Sample]:
    return [each for each in samples if each.calls == calls]


def _row(samples: Sequence[Sample]) -> Sequence[str]:
    lags = [each.lag_p99_ms for each in samples if each.lag_p99_ms is not None]
    asked = sum(each.tally.asked for each in samples)
    return (
        str(len(samples)),
        f"{median(each.cpu_percent for each in samples):.1f}",
        f"{median(each.mib for each in samples):.1f}",
        f"{median(lags):.1f}" if lags else "",
        f"{median(each.callers_percent for each in samples):.1f}",
        f"{sum(each.tally.answered for each in samples)} of {asked}" if asked else "",
    )
