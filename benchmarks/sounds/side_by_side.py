"""The sides hear the same sounds, each in calls of its own, and take turns."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.peers.parley import Parley
from benchmarks.peers.pipecat_bot import Pipecat
from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side
from benchmarks.peers.sound import OPENING
from benchmarks.peers.stock_worker import StockWorker
from benchmarks.processes import NothingHeard
from benchmarks.sounds.overlaps import OverlapSound
from benchmarks.sounds.phone import NobodyAnswers, Outcome, play
from benchmarks.sounds.room_phone import room_phone
from benchmarks.sounds.speaking import Said
from parley.launch.livekit_server import LiveKitServer

SIDES: Sequence[Side] = (Parley(), StockWorker(), Pipecat())

ANSWER = " ".join([f"{OPENING} {OPENING} {OPENING}.", *["one two three four five six seven eight."] * 75])
"""Heard for two minutes: longer than anybody lets the agents speak."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """:ivar words_after_ms: from the end of a word to when it tells of it.
    :ivar final_after_ms: from being asked for the last words to giving them.
    """

    words_after_ms: float
    final_after_ms: float


async def heard_by(
    sides: Sequence[Side],
    calls: Sequence[Sequence[OverlapSound]],
    question: Said,
    recogniser: Recogniser,
    *,
    lines: int,
    on_call: Callable[[str, Sequence[Outcome]], None],
) -> Mapping[str, Sequence[Outcome]]:
    """:param calls: the sounds of each call.
    :param lines: how many calls a side has at a time, each in processes of its own: a scripted recogniser knows
        the words of one caller.
    :param on_call: told of each call that is over.
    """
    heard = {side.name: list[Outcome]() for side in sides}
    with tempfile.TemporaryDirectory() as folder:
        async with processes.livekit_server(Path(folder)) as livekit, AsyncExitStack() as stack:
            opened = {
                side.name: [
                    await _open(stack, livekit, Path(folder) / f"{side.name}-{line}.json", side, recogniser)
                    for line in range(lines)
                ]
                for side in sides
            }
            for at in range(0, len(calls), lines):
                for name, its_lines in opened.items():
                    async with asyncio.TaskGroup() as group:
                        tasks = [
                            group.create_task(line.hear(sounds, question))
                            for line, sounds in zip(its_lines, calls[at : at + lines], strict=False)
                        ]
                    for task in tasks:
                        on_call(name, task.result())
                        heard[name] += task.result()
    return heard


@dataclass(frozen=True, slots=True)
class _Line:
    """One call of a side at a time.

    :ivar cue: the file by which its recogniser is told the caller's words.
    """

    livekit: LiveKitServer
    side: RunningSide
    cue: Path
    words_after_ms: float

    async def hear(self, sounds: Sequence[OverlapSound], question: Said) -> Sequence[Outcome]:
        await self.side.ready()
        try:
            async with room_phone(self.livekit, self.side, self.cue, self.words_after_ms) as phone:
                return await play(phone, sounds, question)
        except NobodyAnswers as error:
            raise NothingHeard(f"{self.side.name} did not answer\n{self.side.service.last_lines()}") from error


async def _open(
    stack: AsyncExitStack, livekit: LiveKitServer, cue: Path, side: Side, recogniser: Recogniser
) -> _Line:
    script = Script(greeting="", answer=ANSWER, cue=str(cue), final_ms=round(recogniser.final_after_ms))
    running = await stack.enter_async_context(side.running(livekit, script))
    return _Line(livekit, running, cue, recogniser.words_after_ms)
