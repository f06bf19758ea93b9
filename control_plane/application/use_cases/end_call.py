"""End this call."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from control_plane.application.picture import Picture
from control_plane.application.room_locks import RoomLocks
from control_plane.domain.agent_errors import AgentError
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import CallNotEnded, StaleEpoch
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry

logger = logging.getLogger(__name__)
LEAVE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class EndCall:
    """Ends a call where it runs. A call that is over stays as it is."""

    calls: CallRegistry
    agents: AgentService
    picture: Picture
    locks: RoomLocks
    now: Callable[[], datetime]

    async def __call__(self, wanted: str, by: Principal, found: Callable[[Call], None] | None = None) -> Call:
        """:param found: is told which call it is before anything is done to it.
        :raises CallNotFound: no call by that call id or session id, for this principal.
        :raises CallNotEnded: the agent service that carries it does not do what it is told; asking again is safe.
        """
        call = await self.picture.find_for(by, wanted)
        if found:
            found(call)
        async with self.locks.hold(call.room):
            call = await self.picture.find(wanted)
            if not call.is_live:
                return call
            if not call.agent:
                return await self._end_uncarried(call)
            try:
                await self.agents.leave_session(call.agent, call.session_id, LEAVE_TIMEOUT_S)
            except AgentError as error:
                raise CallNotEnded from error
            ended = call.over(CallStatus.ENDED, "leave_requested", self.now())
            try:
                await self.calls.save(ended)
            except StaleEpoch as error:  # it was recovered meanwhile, and must be ended where it is now
                raise CallNotEnded from error
            logger.info("call ended on request call_id=%s agent=%s", ended.call_id, ended.agent)
            return ended

    async def _end_uncarried(self, call: Call) -> Call:
        """An agent that is on its way all the same finds that its epoch is over."""
        following = replace(call, epoch=call.next_epoch)
        ended = following.over(CallStatus.ENDED, "leave_requested", self.now())
        if not await self.calls.exchange(call, ended):
            raise CallNotEnded
        logger.info("call ended on request call_id=%s", ended.call_id)
        return ended
