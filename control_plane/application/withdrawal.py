"""Taking back a join whose outcome is unknown."""

import asyncio
import logging
from collections.abc import Sequence

from control_plane.application.background import Background
from control_plane.application.room_locks import RoomLocks
from control_plane.domain.agent_errors import AgentError
from control_plane.domain.interfaces.agent_service import AgentService

logger = logging.getLogger(__name__)
PAUSES_S = (0.0, 0.5, 2.0, 5.0, 10.0)
"""Before each attempt. A service that was too slow to answer may obey the join after the first leave."""
LEAVE_TIMEOUT_S = 2.0


class Withdrawal:
    """Tells an agent service, again and again for a while, to leave a room that it may have joined."""

    def __init__(
        self,
        agents: AgentService,
        locks: RoomLocks,
        background: Background,
        pauses_s: Sequence[float] = PAUSES_S,
    ) -> None:
        self._agents = agents
        self._locks = locks
        self._background = background
        self._pauses_s = pauses_s
        self._pending: set[tuple[str, str]] = set()

    def start(self, agent: str, room: str) -> None:
        """Returns at once; the work is done in the background."""
        self._pending.add((agent, room))
        self._background.start(f"room:{room}:withdraw", self._withdraw(agent, room))

    def forget(self, agent: str, room: str) -> None:
        """The caller asked again, and the service now carries the call with good reason. To be called with the
        room's lock held.
        """
        self._pending.discard((agent, room))

    async def _withdraw(self, agent: str, room: str) -> None:
        try:
            for pause_s in self._pauses_s:
                await asyncio.sleep(pause_s)
                async with self._locks.hold(room):
                    if (agent, room) not in self._pending or await self._left(agent, room):
                        return
            logger.warning("no session found to take back agent=%s", agent)
        finally:
            self._pending.discard((agent, room))

    async def _left(self, agent: str, room: str) -> bool:
        try:
            return await self._agents.leave_room(agent, room, LEAVE_TIMEOUT_S)
        except AgentError:
            return False
