"""What a caller notices of a fleet's trouble."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from tests.chaos.fleet import Fleet
from tests.e2e.line import Line, Telephone


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
    """From the moment of a break to the first sound of another agent than the one that spoke, in seconds."""
    ear = line.caller.ear
    async with asyncio.timeout(within_s):
        return await ear.first_sound(broke_at, after_track=ear.tracks) - broke_at
