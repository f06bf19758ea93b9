"""Sentences that are made at the same time, and heard one after the other."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import aclosing

from domain.entities.audio import SpeechChunk
from infrastructure.adapters.cloud_voice.sentences import Sentence

AT_ONCE = 2
"""One plays, the next is requested: a provider takes less time for a sentence than a listener."""

_Lane = asyncio.Queue[SpeechChunk | None]


async def in_order(
    source: AsyncIterable[Sentence], say: Callable[[Sentence], AsyncGenerator[SpeechChunk, None]]
) -> AsyncGenerator[SpeechChunk, None]:
    """The chunks of each sentence, `AT_ONCE` of which are said at the same time.

    A sentence that fails raises when all before it have been given.
    """
    lanes: asyncio.Queue[tuple[_Lane, asyncio.Task[None]] | None] = asyncio.Queue()
    room = asyncio.Semaphore(AT_ONCE)
    tasks: list[asyncio.Task[None]] = []

    async def request() -> None:
        try:
            async for sentence in source:
                await room.acquire()
                lane = _Lane()
                saying = asyncio.create_task(_fill(lane, say(sentence)), name="synthesis:sentence")
                tasks.append(saying)
                lanes.put_nowait((lane, saying))
        finally:
            lanes.put_nowait(None)

    requesting = asyncio.create_task(request(), name="synthesis")
    tasks.append(requesting)
    try:
        while (begun := await lanes.get()) is not None:
            lane, saying = begun
            while (chunk := await lane.get()) is not None:
                yield chunk
            await saying
            tasks.remove(saying)
            room.release()
        await requesting
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _fill(lane: _Lane, chunks: AsyncGenerator[SpeechChunk, None]) -> None:
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                lane.put_nowait(chunk)
    finally:
        lane.put_nowait(None)
