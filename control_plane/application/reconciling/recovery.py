"""Having one lost call carried again."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from control_plane.application.placement import checked_session, command
from control_plane.application.places import Places
from control_plane.application.reconciling.join_turns import JoinTurns
from control_plane.domain.agent_errors import AgentError
from control_plane.domain.entities.call import Call
from control_plane.domain.errors import StaleEpoch
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry

logger = logging.getLogger(__name__)
JOIN_TIMEOUT_S = 2.5
"""A caller hears nothing meanwhile, and another replica may be quicker; too early, two do the same work. The last
half second is the replica's, which waits so long for a caller who may not be there.
"""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Safe to begin again at any point, by whichever control plane: each attempt that may have an effect takes an
    epoch of its own first, which one alone can get, and an agent of an older epoch is displaced. An epoch that was
    surely refused is given back.
    """

    calls: CallRegistry
    agents: AgentService
    places: Places
    now: Callable[[], datetime]
    turns: JoinTurns = field(default_factory=JoinTurns)

    async def recover(self, lost: Call, leader: int) -> str:
        """Ask one replica after the other until one carries the call on.

        :param leader: the leader's fencing token.
        :returns: `recovered`, `no_place`, `moved_on`, or `given_up` when it had been recovered too often.
        """
        call, is_ours, owned_epoch = lost, False, lost.epoch
        asked: dict[str, AgentError] = {}
        while True:
            try:
                async with self.places.next(call.call_id, asked, even_silent=False) as place:
                    if place is None:
                        if is_ours:
                            await self._take_back(call, owned_epoch, leader)
                        return "no_place"
                    # Before the epoch is taken: while this waits, another control plane may come to lead.
                    async with self.turns.of(place.agent):
                        if not is_ours:
                            following = call.taken_up(self.now())
                            if not await self.calls.exchange(call, following, leader):
                                return "moved_on"
                            call, is_ours = following, True
                        if not call.is_live:
                            logger.error("call given up call_id=%s epoch=%d", call.call_id, call.epoch)
                            return "given_up"
                        return await self._join(call, place.agent)
            except AgentError as error:
                logger.warning(
                    "call not recovered call_id=%s agent=%s code=%s", call.call_id, error.agent, error.code
                )
                asked[error.agent] = error
                is_ours = not error.may_have_acted
                if error.may_have_read:
                    owned_epoch = call.epoch

    async def give_up(self, lost: Call, leader: int) -> str:
        """No replica has taken it for too long."""
        ended = replace(lost, epoch=lost.next_epoch).given_up(self.now())
        is_ended = await self.calls.exchange(lost, ended, leader)
        return "given_up" if is_ended else "moved_on"

    async def _take_back(self, call: Call, owned_epoch: int, leader: int) -> None:
        """Also when the lease of one that refused told of the call, before it had refused it."""
        known: Call | None = call
        while known and known.is_live and known.epoch == call.epoch:
            if await self.calls.exchange(known, known.refused(owned_epoch), leader):
                return
            seen, known = known, await self.calls.find(call.call_id)
            if known == seen:  # another one leads
                return

    async def _join(self, call: Call, agent: str) -> str:
        began_s = asyncio.get_running_loop().time()
        session = await self.agents.join(agent, command(call, call.metadata), JOIN_TIMEOUT_S)
        try:
            await self.calls.save(call.carried(agent, checked_session(agent, session), self.now()))
        except StaleEpoch:
            return "moved_on"
        took_s = asyncio.get_running_loop().time() - began_s
        logger.info(
            "call recovered call_id=%s epoch=%d agent=%s join_s=%.3f", call.call_id, call.epoch, agent, took_s
        )
        return "recovered"
