"""How many callers get the right answer from the right specialist: `python -m benchmarks.golden`.

Plays `tests/golden` to the team, with the model that the environment sets: first sentences, each in a call of its
own, and whole calls. With `--spoken`, flite says each sentence in three voices, and the recogniser writes down
what it hears. What is held out is played with `--held-out`; its sentences are shown only with `--reveal`.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console

from benchmarks.golden_report import Played, as_data, show_failures, show_tables
from domain.interfaces.agent import AgentTeam
from tests.golden.opening import demo_ear, demo_team
from tests.golden.playing import play_dialogue, play_spoken, play_utterance
from tests.golden.reading import HELD_OUT, OPEN, GoldenSet, read_golden_set
from tests.golden.speaking import VOICES


async def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    chosen.add_argument("--spoken", action="store_true", help="say the sentences, instead of typing everything")
    chosen.add_argument("--held-out", action="store_true", help="play the set that is held out too")
    chosen.add_argument("--reveal", action="store_true", help="show failures of the held-out set; spoils it")
    chosen.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = chosen.parse_args()
    console = Console()
    folders = {"open": OPEN, "held out": HELD_OUT} if options.held_out else {"open": OPEN}
    played = list[Played]()
    async with demo_team() as team:
        for name, folder in folders.items():
            play = _spoken if options.spoken else _typed
            async for calls in play(team, name, read_golden_set(folder), shown=name == "open" or options.reveal):
                played.append(calls)
                show_failures(console, calls)
    show_tables(console, played)
    if options.json:
        options.json.write_text(json.dumps(as_data(played), indent=1) + "\n", encoding="utf-8")


async def _typed(team: AgentTeam, name: str, golden: GoldenSet, *, shown: bool) -> AsyncIterator[Played]:
    began = time.perf_counter()
    utterances = [[await play_utterance(team, f"{name}-{at}", each)] for at, each in enumerate(golden.utterances)]
    yield Played(f"{name}: sentences", shown, utterances, time.perf_counter() - began)
    began = time.perf_counter()
    dialogues = [await play_dialogue(team, f"{name}-call-{at}", each) for at, each in enumerate(golden.dialogues)]
    yield Played(f"{name}: whole calls", shown, dialogues, time.perf_counter() - began)


async def _spoken(team: AgentTeam, name: str, golden: GoldenSet, *, shown: bool) -> AsyncIterator[Played]:
    async with demo_ear() as ear:
        for voice in VOICES:
            began = time.perf_counter()
            turns = await play_spoken(team, ear, [(each, voice) for each in golden.utterances])
            yield Played(f"{name}: {voice}", shown, [[turn] for turn in turns], time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
