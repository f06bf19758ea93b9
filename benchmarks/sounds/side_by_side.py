"""Every side hears the same sounds, each in calls of its own, all at the same time."""

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
    :param lines: how many calls each side has at a time, each in processes of its own: a scripted recogniser knows
        the words of one caller.
    :param on_call: told of each call that is over.
    """
    with tempfile.TemporaryDirectory() as folder:
        async with processes.livekit_server(Path(folder)) as livekit, AsyncExitStack() as stack:
            tasks = list[asyncio.Task[tuple[str, Sequence[Outcome]]]]()
            async with asyncio.TaskGroup() as group:
                for side in sides:
                    for line in range(lines):
                        cue = Path(folder) / f"{side.name.replace(' ', '-')}-{line}.json"
                        script = Script(
                            greeting="", answer=ANSWER, cue=str(cue), final_ms=round(recogniser.final_after_ms)
                        )
                        running = await stack.enter_async_context(side.running(livekit, script))
                        work = _line(livekit, running, cue, calls[line::lines], question, recogniser, on_call)
                        tasks.append(group.create_task(work, name=f"{side.name}: line {line}"))
            heard = [task.result() for task in tasks]
    return {side.name: [each for name, of in heard if name == side.name for each in of] for side in sides}


async def _line(
    livekit: LiveKitServer,
    side: RunningSide,
    cue: Path,
    calls: Sequence[Sequence[OverlapSound]],
    question: Said,
    recogniser: Recogniser,
    on_call: Callable[[str, Sequence[Outcome]], None],
) -> tuple[str, Sequence[Outcome]]:
    outcomes = list[Outcome]()
    await side.ready()
    for sounds in calls:
        try:
            async with room_phone(livekit, side, cue, recogniser.words_after_ms) as phone:
                heard = await play(phone, sounds, question)
            on_call(side.name, heard)
            outcomes += heard
        except NobodyAnswers as error:
            raise NothingHeard(f"{side.name} did not answer\n{side.service.last_lines()}") from error
    return side.name, outcomes
