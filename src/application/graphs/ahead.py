"""Answers that are made before it is sure that they are wanted."""

import asyncio
import re
from contextvars import ContextVar

SURE: ContextVar[asyncio.Event | None] = ContextVar("sure", default=None)
"""Set when the caller's turn is known to be over; None where it was from the beginning."""


async def until_sure() -> None:
    """Wait before anything that cannot be taken back."""
    sure = SURE.get()
    if sure is not None:
        await sure.wait()


def are_same_words(guess: str, said: str) -> bool:
    """Recognisers add signs and capitals at the end of an utterance."""
    return _words(guess) == _words(said)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w@']+", text.casefold())
