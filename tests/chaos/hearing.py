"""What a caller notices of a fleet's trouble."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import pairwise

from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from tests.chaos.fleet import Fleet
from tests.e2e.line import Line, Telephone

SILENCE_S = 0.25
"""What was on its way when something broke has been heard by then."""


@asynccontextmanager
async def dialling(fleet: Fleet, number: int = 0) -> AsyncGenerator[Telephone, None]:
    """:param number: of the control plane that is asked."""
    recogniser = PocketsphinxSpeechToText()
    try:
        async with Telephone(fleet.control_planes[number].url, recogniser) as telephone:
            yield telephone
    finally:
        await recogniser.close()


async def heard_again_after(line: Line, broke_at: float, *, within_s: float = 15.0) -> float:
    """From the moment of a break to the first sound after the silence that it made, in seconds."""
    ear = line.caller.ear
    async with asyncio.timeout(within_s):
        while True:
            sounds = [broke_at, *ear.sounds(broke_at)]
            again = next((after for before, after in pairwise(sounds) if after - before > SILENCE_S), None)
            if again is not None:
                return again - broke_at
            await asyncio.sleep(0.02)
