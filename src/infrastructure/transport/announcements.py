"""What the agent lets the room know about itself: participant attributes."""

import asyncio
import logging

from livekit import rtc

logger = logging.getLogger(__name__)

SPECIALIST = "parley.specialist"
"""Who speaks."""

STATUS = "parley.status"
"""The session's status."""


class Announcements:
    """Sends what has changed, one update at a time; the newest value of each attribute wins."""

    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._pending: dict[str, str] = {}
        self._changed = asyncio.Event()

    def announce(self, attribute: str, value: str) -> None:
        self._pending[attribute] = value
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled. A connection that is lost takes its announcements with it."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            pending, self._pending = self._pending, {}
            if self._room.isconnected():
                await self._room.local_participant.set_attributes(pending)
