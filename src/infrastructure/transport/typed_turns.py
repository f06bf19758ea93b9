"""What the caller types, at any moment of the call."""

import asyncio
import logging
from collections.abc import Callable

from livekit import rtc

logger = logging.getLogger(__name__)

CHAT_TOPIC = "lk.chat"
"""LiveKit's own, which its components send typed messages on."""

MAX_CHARS = 2_000
"""A longer message than a person types is cut off here."""

MAX_WAITING = 4
"""Messages that are being received or answered at once; more are dropped. A person sends one after the other."""


class TypedTurns:
    """Takes messages from the caller, and from nobody else.

    :param take: given each message, blanks around it removed; never an empty one.
    """

    def __init__(self, room: rtc.Room, caller_identity: str, take: Callable[[str], None]) -> None:
        self._room = room
        self._caller_identity = caller_identity
        self._take = take
        self._receiving: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._room.register_text_stream_handler(CHAT_TOPIC, self._opened)

    async def close(self) -> None:
        self._room.unregister_text_stream_handler(CHAT_TOPIC)
        for task in self._receiving:
            task.cancel()
        await asyncio.gather(*self._receiving, return_exceptions=True)

    def _opened(self, message: rtc.TextStreamReader, identity: str) -> None:
        if identity != self._caller_identity or len(self._receiving) >= MAX_WAITING:
            message.close()
            return
        task = asyncio.create_task(self._receive(message), name=f"room:{self._room.name}:typed")
        self._receiving.add(task)
        task.add_done_callback(self._receiving.discard)

    async def _receive(self, message: rtc.TextStreamReader) -> None:
        try:
            text = await _read(message)
            if text:
                self._take(text)
        except (rtc.StreamError, RuntimeError) as error:
            logger.warning("a typed message was lost: %s", type(error).__name__)
        finally:
            message.close()


async def _read(message: rtc.TextStreamReader) -> str:
    text = ""
    async for piece in message:
        text += piece
        if len(text) >= MAX_CHARS:
            break
    return text[:MAX_CHARS].strip()
