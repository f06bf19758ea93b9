"""One side from its start to its end, under more and more calls."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from benchmarks.load.callers import callers
from benchmarks.load.live_calls import LiveCalls, Sample
from benchmarks.peers.script import Script
from benchmarks.peers.side import Side
from benchmarks.processes import NothingHeard
from parley.launch.livekit_server import LiveKitServer

logger = logging.getLogger(__name__)

SCRIPT = Script(
    hears=("could you tell me how much the big plan is going to cost me",),
    answer="That is all well, and it has been so for a while, and nobody here minds it in the least.",
    final_ms=50,
    first_token_ms=300,
    token_ms=20,
    first_sound_ms=150,
)
"""Of every side. An answer of 4 s, a third of the callers' period, made as quickly as good providers do."""

CALLERS_A_PROCESS = 25


async def samples_of(
    side: Side, livekit: LiveKitServer, logs: Path, counts: Sequence[int], each: int, *, talking: bool
) -> list[Sample]:
    """:param counts: of calls at once, ascending.
    :param each: how many samples of each of them.
    :returns: those of fewer calls, when the machine has no room for more.
    :raises NothingHeard: no question was answered: these were no calls.
    """
    samples: list[Sample] = []
    programs = max(2, -(-max(counts) // CALLERS_A_PROCESS))
    async with callers(livekit, logs, processes=programs) as on_the_line, side.running(livekit, SCRIPT) as running:
        await running.ready()
        calls = LiveCalls(running, on_the_line)
        try:
            await calls.grow_to(1, talking=True)  # what only a first call brings
            await calls.end()
            await running.ready()
            calls = LiveCalls(running, on_the_line)
            for count in counts:
                try:
                    await calls.grow_to(count, talking=talking)
                except httpx.HTTPError as error:
                    logger.warning("%s could not begin %d calls here: %s", side.name, count, type(error).__name__)
                    break
                samples += [await calls.sample() for _ in range(each)]
            if talking and not any(sample.tally.answered for sample in samples):
                raise NothingHeard(f"{side.name}: no caller was answered\n{running.service.last_lines()}")
        finally:
            with suppress(httpx.HTTPError):  # a side that is too full to answer is ended with its calls
                await calls.end()
    return samples
