"""Having one call carried on by another replica, without its caller noticing."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from control_plane.application.placement import checked_session, command
from control_plane.domain.agent_errors import AgentError
from control_plane.domain.entities.agent import AgentSession
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import Preference, Replica
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

logger = logging.getLogger(__name__)
STANDBY_WITHIN_S = 3.0
"""To join the room and hear the caller; it takes some 0.3 s, and nobody waits for it."""
QUIET_WITHIN_S = 6.0
"""After that the end of a sentence will do. All is over within 7 s more: an agent service drains for 15 s."""
HANDED_OVER_WITHIN_S = QUIET_WITHIN_S + 7.0
"""For the owner's answer."""


@dataclass(frozen=True, slots=True)
class Move:
    """Any step may fail, and whoever takes it may die: until the owner passes the call on it goes on where it is,
    and a standby that is not used ends by itself.
    """

    calls: CallRegistry
    agents: AgentService
    replicas: ReplicaRegistry
    now: Callable[[], datetime]
    preference: Preference = field(default_factory=Preference)

    async def move(self, call: Call, leader: int) -> str:
        """
        :param leader: the leader's fencing token.
        :returns: `moved`, `no_place`, `moved_on`, or the code of what an agent service did instead.
        """
        place = await self.replicas.reserve(call.call_id, {call.agent}, self.preference)
        if place is None:
            return "no_place"
        try:
            return await self._move_to(place, call, leader)
        except AgentError as error:
            logger.warning("call not moved call_id=%s agent=%s code=%s", call.call_id, error.agent, error.code)
            return error.code
        finally:  # the replica counts a standby by itself
            await self.replicas.release(place.replica_id, call.call_id)

    async def _move_to(self, place: Replica, call: Call, leader: int) -> str:
        began_s = asyncio.get_running_loop().time()
        following = replace(call, reserved_epoch=call.next_epoch)
        if not await self.calls.exchange(call, following, leader):
            return "moved_on"
        successor = replace(call, epoch=following.reserved_epoch)
        told = replace(command(successor, call.metadata), standby=True)
        session = checked_session(place.url, await self.agents.join(place.url, told, STANDBY_WITHIN_S))
        is_there = await self.agents.hand_over(
            call.agent,
            call.session_id,
            call.epoch,
            successor.epoch,
            within_s=QUIET_WITHIN_S,
            timeout_s=HANDED_OVER_WITHIN_S,
        )
        if not is_there:
            return "moved_on"
        if not await self._taken(successor, session, place):
            return "moved_on"
        took_s = asyncio.get_running_loop().time() - began_s
        logger.info(
            "call moved call_id=%s epoch=%d agent=%s in_s=%.3f", call.call_id, successor.epoch, place.url, took_s
        )
        return "moved"

    async def _taken(self, successor: Call, session: AgentSession, place: Replica) -> bool:
        """Have the registry know, unless the successor's lease has told already, which knows better."""
        while (known := await self.calls.find(successor.call_id)) is not None:
            if not known.is_live or known.epoch >= successor.epoch:
                return known.is_live and known.epoch == successor.epoch
            is_waited_for = known.status is CallStatus.WAITING_FOR_HUMAN
            told = replace(
                session,
                status="waiting_for_human" if is_waited_for else "active",
                specialist=known.specialist,
                turns=known.turns,
            )
            following = replace(known, epoch=successor.epoch).carried(place.url, told, self.now())
            if await self.calls.exchange(known, following):
                return True
        return True
