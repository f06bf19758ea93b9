"""The figures of `benchmarks.provider_overhead`, for people and for machines."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console

from benchmarks.overhead.first_byte import Added
from benchmarks.overhead.price import Price
from benchmarks.overhead.token_times import FIRST_SOUND_S, Delays
from benchmarks.report import MS, show

MOST_ADDED_S = 0.005
MOST_LEFT_S = 0.030


def show_added(console: Console, added: Mapping[tuple[str, str], Added]) -> None:
    rows = [
        (
            f"{leg}: {side}",
            str(each.rounds),
            _ms(each.bare),
            _ms(each.ours),
            _ms(each.added),
            f"{_ms(each.low)} to {_ms(each.high)}",
        )
        for (leg, side), each in added.items()
    ]
    head = ("leg: side", "n", "bare ms", "ours", "added", "95 % interval")
    show(console, f"Added to the first byte; wanted: under {MOST_ADDED_S * MS:.0f} ms", head, rows)


def show_delays(console: Console, delays: Mapping[str, Delays]) -> None:
    rows = [
        (pace, str(each.turns), *map(_ms, (each.words, each.sentence, each.sound, each.voice_alone, each.left)))
        for pace, each in delays.items()
    ]
    head = ("tokens", "n", "team's words", "sentence", "sound", "bare voice", "left")
    title = (
        f"ms from the model's first token; left: without sentence and the voice's {_ms(FIRST_SOUND_S)}; "
        f"wanted: within {MOST_LEFT_S * MS:.0f}"
    )
    show(console, title, head, rows)


def show_price(console: Console, paid: Price) -> None:
    rows = [
        (
            f"{line.leg} {line.used.provider} {line.used.model}",
            line.used.unit,
            str(line.used.amount),
            str(line.cost),
        )
        for line in paid.lines
    ]
    show(console, "A scripted call, in USD", ("", "unit", "amount", "cost"), rows)
    verdict = "the same" if paid.agrees else "NOT THE SAME"
    console.print(f"counted {paid.counted}, of the tenant {paid.spent}, by hand {paid.by_hand}: {verdict}")


def as_data(added: Mapping[tuple[str, str], Added], delays: Mapping[str, Delays], paid: Price) -> dict[str, Any]:
    """Times in seconds, money as text."""
    return {
        "added_s": [{"leg": leg, "side": side, **asdict(each)} for (leg, side), each in added.items()],
        "token_to_sound_s": {pace: asdict(each) for pace, each in delays.items()},
        "price": {"counted": str(paid.counted), "by_hand": str(paid.by_hand), "agrees": paid.agrees},
    }


def _ms(seconds: float) -> str:
    return f"{seconds * MS:.1f}"
