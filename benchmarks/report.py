"""How figures are shown: tables, and the machine that they were taken on."""

import os
import platform
import statistics
import timeit
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Spread

MS = 1000
CPU_INFO = Path("/proc/cpuinfo")


def machine() -> str:
    """What it is, how busy and how fast it is, and the day. Figures mean nothing without.

    A machine that is shared can be half as fast an hour later, while it shows the same load.
    """
    load, *_ = os.getloadavg()
    steps_ms = statistics.median(timeit.repeat("for _ in range(1_000_000): pass", number=1, repeat=5)) * MS
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; load average {load:.1f}; "
        f"a million steps of Python in {steps_ms:.0f} ms; {datetime.now(UTC).date()}"
    )


def show(console: Console, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first column is text and whose others are figures."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(head):
        table.add_column(name, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def show_spreads_ms(console: Console, title: str, first: str, times_s: Mapping[str, Sequence[float]]) -> None:
    """One row for each set of seconds that is not empty, in milliseconds."""
    spreads = {name: Spread.of(values) for name, values in times_s.items() if values}
    rows = [
        (name, str(each.count), *(f"{value * MS:.0f}" for value in (each.median, each.p90, each.least, each.most)))
        for name, each in spreads.items()
    ]
    show(console, title, (first, "n", "median ms", "p90", "min", "max"), rows)


def _processor() -> str:
    if CPU_INFO.exists():
        for line in CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
