"""How soon the agents are silent when they are interrupted, and only then: `python -m benchmarks.barge_in`.

200 sounds are made while a long answer is heard: interruptions, and what is none, such as coughs, doors, "mm-hm"
and others who talk. Calls are real, and timed at the caller; all sides have the same sounds, and take turns. With
`--rehearsal` Parley hears them alone, without a room and in virtual time.
"""

import argparse
import asyncio
import json
import statistics
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.peers.parley import Parley
from benchmarks.report import machine, show
from benchmarks.sounds.mixing import at_level
from benchmarks.sounds.overlaps import CALLER_DB, HELD_OUT, SCRIPT, OverlapSound, overlaps
from benchmarks.sounds.phone import Outcome, play
from benchmarks.sounds.scripted_recogniser import FINAL_AFTER_MS, INTERIM_AFTER_MS
from benchmarks.sounds.side_by_side import SIDES, Recogniser, heard_by
from benchmarks.sounds.speaking import Said, speakers
from benchmarks.sounds.virtual_call import in_virtual_time
from benchmarks.sounds.virtual_phone import virtual_phone

QUESTION = "please tell me everything about all of your plans"
VOICE = "slt"
A_CALL = 20
"""Sounds."""

LINES = 3

HEAD = (
    "",
    "last heard ms: median",
    "p95",
    "false stops",
    "% of false",
    "missed stops",
    "% of missed",
    "gap ms: median",
    "gap p95",
)
WIDTH = 170


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sounds", type=int, help="only so many")
    options.add_argument("--held-out", action="store_true", help="another script: sums only")
    options.add_argument("--rehearsal", action="store_true", help="Parley alone, without a room")
    options.add_argument(
        "--words-after-ms", type=float, default=INTERIM_AFTER_MS, help="a recogniser's interim words"
    )
    options.add_argument("--final-after-ms", type=float, default=FINAL_AFTER_MS, help="its last words")
    options.add_argument("--processes", type=int, default=2, help="how many rehearse (2)")
    options.add_argument("--lines", type=int, default=LINES, help=f"calls of a side at a time ({LINES})")
    names = [side.name for side in SIDES]
    options.add_argument("--sides", nargs="+", choices=names, default=names)
    options.add_argument("--json", type=Path, help="where the figures go, sound by sound")
    chosen = options.parse_args()
    sounds, question = asyncio.run(_made(HELD_OUT if chosen.held_out else SCRIPT, chosen.sounds))
    calls = [sounds[at : at + A_CALL] for at in range(0, len(sounds), A_CALL)]
    recogniser = Recogniser(chosen.words_after_ms, chosen.final_after_ms)
    console = Console(width=WIDTH)
    if chosen.rehearsal:
        with ProcessPoolExecutor(chosen.processes) as pool:
            heard = pool.map(partial(_rehearsed, recogniser, question), calls)
            outcomes = {Parley.name: [each for call in heard for each in call]}
    else:
        sides = [side for side in SIDES if side.name in chosen.sides]

        def tell(name: str, heard: Sequence[Outcome]) -> None:
            console.log(f"{name}: {len(heard)} sounds in a call")

        outcomes = asyncio.run(heard_by(sides, calls, question, recogniser, lines=chosen.lines, on_call=tell))
    console.print(machine())
    _report(console, outcomes)
    for name, of in outcomes.items() if not chosen.held_out else ():
        _list(console, name, of)
    if chosen.json:
        rows = {} if chosen.held_out else {name: [each.row() for each in of] for name, of in outcomes.items()}
        sums = {name: dict(zip(HEAD[1:], _figures(of), strict=True)) for name, of in outcomes.items()}
        chosen.json.write_text(
            json.dumps({"machine": machine(), "figures": sums, "sounds": rows}, indent=1) + "\n"
        )


async def _made(script: Path, count: int | None) -> tuple[Sequence[OverlapSound], Said]:
    async with speakers() as opened:
        question = await opened.say(QUESTION, VOICE)
        as_usual = replace(question, sound=at_level(question.sound, CALLER_DB))
        return await overlaps(opened, script, count), as_usual


def _rehearsed(recogniser: Recogniser, question: Said, sounds: Sequence[OverlapSound]) -> Sequence[Outcome]:
    async def call() -> Sequence[Outcome]:
        async with virtual_phone(recogniser.words_after_ms, recogniser.final_after_ms) as phone:
            return await play(phone, sounds, question)

    return in_virtual_time(call)


def _report(console: Console, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    show(console, "All", HEAD, [(name, *_figures(of)) for name, of in outcomes.items()])
    rows = list[Sequence[str]]()
    for name, of in outcomes.items():
        for kind in dict.fromkeys(each.sound.kind for each in of):
            rows.append((f"{name}: {kind}", *_figures([each for each in of if each.sound.kind == kind])))
    show(console, "By kind", HEAD, rows)


def _figures(outcomes: Sequence[Outcome]) -> Sequence[str]:
    must = [each for each in outcomes if each.sound.must_stop]
    must_not = [each for each in outcomes if not each.sound.must_stop]
    stopped = [each.stopped_ms for each in must if not each.is_missed_stop]
    false_stops, missed = (sum(each.is_false_stop for each in must_not), sum(each.is_missed_stop for each in must))
    gaps = [each.gap_ms for each in must_not if not each.is_false_stop]
    return (
        *_spread(stopped),
        *_share(false_stops, len(must_not)),
        *_share(missed, len(must)),
        *_spread(gaps),
    )


def _spread(values: Sequence[float]) -> Sequence[str]:
    if not values:
        return "", ""
    return f"{statistics.median(values):.0f}", f"{np.percentile(values, 95):.0f}"


def _share(count: int, of: int) -> Sequence[str]:
    return (f"{count} of {of}", f"{100 * count / of:.1f}") if of else ("", "")


def _list(console: Console, name: str, outcomes: Sequence[Outcome]) -> None:
    wrong = [each for each in outcomes if each.is_false_stop or each.is_missed_stop]
    rows = [(each.sound.name, *_told(each)) for each in sorted(wrong, key=lambda each: each.sound.number)]
    head = ("sound", "", "its length ms", "silent after", "last heard after", "another answer")
    show(console, f"{name}: false and missed stops", head, rows)
    late = sorted((each for each in outcomes if each.sound.must_stop), key=lambda each: -each.stopped_ms)[:12]
    show(console, f"{name}: the latest stops", head, [(each.sound.name, *_told(each)) for each in late])


def _told(outcome: Outcome) -> Sequence[str]:
    verdict = "false stop" if outcome.is_false_stop else "missed stop" if outcome.is_missed_stop else ""
    silent = "never" if outcome.silent_ms is None else f"{outcome.silent_ms:.0f}"
    another = "yes" if outcome.is_abandoned else ""
    return verdict, f"{outcome.sound.length_ms:.0f}", silent, f"{outcome.stopped_ms:.0f}", another


if __name__ == "__main__":
    main()
