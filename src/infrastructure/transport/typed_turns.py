"""What the caller types, at any moment of the call."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from livekit import rtc

logger = logging.getLogger(__name__)

CHAT_TOPIC = "lk.chat"
"""LiveKit's own, which its components send typed messages on."""

MAX_CHARS = 2_000
"""A longer message than a person types is cut off here."""

MOST_REMEMBERED = 16
"""Messages: while a call changes its owner, both receive them, and one takes each. Of more that wait the first are
dropped.
"""

MAX_WAITING = 4
"""Messages that are being received at once; more are dropped. A person sends one after the other. Those that then
wait for an answer have one together (`talk.speaker`).
"""


class TypedTurns:
    """Takes messages from the caller, and from nobody else.

    :param take: given each message, blanks around it removed; never an empty one.
    """

    def __init__(self, room: rtc.Room, caller_identity: str, take: Callable[[str], None]) -> None:
        self._room = room
        self._caller_identity = caller_identity
        self._take = take
        self._receiving: set[asyncio.Task[None]] = set()
        self._taken = deque[str](maxlen=MOST_REMEMBERED)
        self._waiting = deque[tuple[str, str]](maxlen=MOST_REMEMBERED)
        self._is_taking = False

    @property
    def taken(self) -> tuple[str, ...]:
        """Ids of the latest."""
        return tuple(self._taken)

    def start(self) -> None:
        """Receive them; none is taken before `take_all`."""
        self._room.register_text_stream_handler(CHAT_TOPIC, self._opened)

    def take_all(self, but: Sequence[str] = ()) -> None:
        """Those that wait, and all that come from now on.

        :param but: ids of those that were taken elsewhere.
        """
        self._taken.extend(but)
        self._is_taking = True
        while self._waiting:
            self._received(*self._waiting.popleft())

    def wait(self) -> None:
        """Let what comes from now on wait."""
        self._is_taking = False

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
                self._received(message.info.stream_id, text)
        except (rtc.StreamError, RuntimeError) as error:
            logger.warning("a typed message was lost: %s", type(error).__name__)
        finally:
            message.close()

    def _received(self, message_id: str, text: str) -> None:
        if not self._is_taking:
            self._waiting.append((message_id, text))
        elif message_id not in self._taken:
            self._taken.append(message_id)
            self._take(text)


async def _read(message: rtc.TextStreamReader) -> str:
    text = ""
    async for piece in message:
        text += piece
        if len(text) >= MAX_CHARS:
            break
    return text[:MAX_CHARS].strip()
