"""Whether callers are cut off, and how long they wait: `python -m benchmarks.end_of_turn`.

200 utterances by flite, with pauses inside, are heard by `application.talk` in virtual time, with its real models
of voice and of the end of turns. Beside it, on the same sound: voice activity alone, and livekit-agents' turn
detector with its default threshold and delays.
"""

import argparse
import asyncio
import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.report import machine, show
from benchmarks.sounds import rivals
from benchmarks.sounds.heard import Heard, reason
from benchmarks.sounds.listening import ListeningConversation
from benchmarks.sounds.scripted_recogniser import FINAL_AFTER_MS, INTERIM_AFTER_MS, ScriptedRecogniser
from benchmarks.sounds.speaking import speakers
from benchmarks.sounds.utterances import HELD_OUT, SCRIPT, Utterance, utterances
from benchmarks.sounds.virtual_call import in_virtual_time, usual_manners, virtual_call

PARLEY = "Parley"
LONG_MS = 1000
"""Waits above this are listed."""

HEAD = ("", "cut off", "%", "wait ms: median", "mean", "p90", "longest")
WIDTH = 170

Side = Callable[[Utterance], Heard]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--utterances", type=int, help="so many, spread over the script (all)")
    options.add_argument(
        "--words-after-ms", type=float, default=INTERIM_AFTER_MS, help="a recogniser's interim words"
    )
    options.add_argument("--final-after-ms", type=float, default=FINAL_AFTER_MS, help="its last words")
    options.add_argument("--held-out", action="store_true", help="another script: sums only")
    options.add_argument("--alone", action="store_true", help="Parley only")
    options.add_argument("--list", action="store_true", help="each utterance that was cut off, or waited long")
    options.add_argument("--processes", type=int, default=2, help="how many work on it (2)")
    options.add_argument("--json", type=Path, help="where the figures go, utterance by utterance")
    chosen = options.parse_args()
    script = HELD_OUT if chosen.held_out else SCRIPT
    said = asyncio.run(_spoken(script, chosen.utterances))
    ours = partial(parley, interim_after_ms=chosen.words_after_ms, final_after_ms=chosen.final_after_ms)
    sides: dict[str, Side] = {PARLEY: ours}
    if not chosen.alone:
        sides |= {name: partial(rival, name=name) for name in rivals.RIVALS}
    with ProcessPoolExecutor(chosen.processes) as pool:
        heard = {name: list(pool.map(side, said, chunksize=4)) for name, side in sides.items()}
    console = Console(width=WIDTH)
    console.print(machine())
    console.print(f"{len(said)} utterances of {script.name}; words {chosen.words_after_ms:g} ms after their end")
    _report(console, heard)
    if chosen.list and not chosen.held_out:
        _list(console, heard[PARLEY])
    if chosen.json:
        rows = {} if chosen.held_out else {name: [each.row() for each in of] for name, of in heard.items()}
        sums = {name: dict(zip(HEAD[1:], _figures(of), strict=True)) for name, of in heard.items()}
        chosen.json.write_text(
            json.dumps({"machine": machine(), "figures": sums, "utterances": rows}, indent=1) + "\n"
        )


def parley(utterance: Utterance, *, interim_after_ms: float, final_after_ms: float) -> Heard:
    async def call() -> Heard:
        conversation = ListeningConversation(asked_for=utterance.asked_for)
        recogniser = ScriptedRecogniser(interim_after_ms, final_after_ms)
        async with virtual_call(conversation, recogniser, usual_manners()) as called:
            began_ms = called.now_ms
            await called.say(utterance.sound, utterance.words)
        turns = conversation.turns
        return Heard(
            utterance,
            tuple(turn.at_ms - began_ms for turn in turns),
            tuple(turn.text for turn in turns),
            tuple(reason(turn, utterance.asked_for) for turn in turns),
        )

    return in_virtual_time(call)


def rival(utterance: Utterance, *, name: str) -> Heard:
    return Heard(utterance, rivals.RIVALS[name](utterance.sound))


async def _spoken(script: Path, count: int | None) -> Sequence[Utterance]:
    async with speakers() as opened:
        return await utterances(opened, script, count)


def _report(console: Console, heard: Mapping[str, Sequence[Heard]]) -> None:
    show(console, "All", HEAD, [(name, *_figures(of)) for name, of in heard.items()])
    rows = list[Sequence[str]]()
    for kind in dict.fromkeys(each.utterance.kind for each in heard[PARLEY]):
        of_kind = [[each for each in of if each.utterance.kind == kind] for of in heard.values()]
        rows.append((kind, str(len(of_kind[0])), *(_brief(of) for of in of_kind)))
    show(console, "Cut off, and median wait in ms", ("kind", "n", *heard), rows)


def _figures(heard: Sequence[Heard]) -> Sequence[str]:
    cut = sum(each.cut_offs > 0 for each in heard)
    waits = [each.wait_ms for each in heard]
    spread = (statistics.median(waits), statistics.fmean(waits), float(np.percentile(waits, 90)), max(waits))
    return f"{cut} of {len(heard)}", f"{100 * cut / len(heard):.1f}", *(f"{each:.0f}" for each in spread)


def _brief(heard: Sequence[Heard]) -> str:
    cut = sum(each.cut_offs > 0 for each in heard)
    return f"{cut}, {statistics.median(each.wait_ms for each in heard):.0f}"


def _list(console: Console, heard: Sequence[Heard]) -> None:
    cut = [
        (each.name, each.texts[0], f"{each.utterance.ends_ms - each.taken_ms[0]:.0f}", each.reasons[0])
        for each in heard
        if each.cut_offs
    ]
    show(console, "Cut off", ("said", "taken for all", "ms too early", "because"), cut)
    slow = sorted((each for each in heard if each.wait_ms > LONG_MS), key=lambda each: -each.wait_ms)
    rows = [
        (each.name, f"{each.wait_ms:.0f}", each.reasons[-1] if each.reasons else "never taken") for each in slow
    ]
    show(console, "Waited for more than a second", ("said", "ms", "because"), rows)


if __name__ == "__main__":
    main()
