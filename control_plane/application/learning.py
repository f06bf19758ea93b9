"""What a replica's lease says of its sessions, brought into the registry."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from control_plane.application.placement import commanded
from control_plane.domain.agent_errors import AgentError, AgentUnreachable
from control_plane.domain.entities.agent import AgentSession
from control_plane.domain.entities.call import OVER, Call, found_at
from control_plane.domain.errors import RoomTaken, StaleEpoch
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry

logger = logging.getLogger(__name__)
ASKED_FOR_S = 5.0
"""For all of a replica's sessions, a page after the other."""
UNLISTED_AFTER = timedelta(seconds=1)
"""A report that was on its way while a call was placed does not tell of it; the next one, 0.5 s later, does."""


class Learnt(StrEnum):
    """Of a session: nothing is left to do; or its call was not known; or it is stale: its call is over, or a newer
    epoch, or another replica, has it.
    """

    SETTLED = "settled"
    FOUND = "found"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Compared:
    """What the registry has at a replica, beside what that tells.

    :ivar known: session ids.
    :ivar gone: those of them that it does not tell of.
    :ivar found: calls of which is not known what their pages told.
    """

    known: frozenset[str]
    gone: tuple[str, ...]
    found: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """The lease is the picture: a control plane whose registry is empty learns every call from the replicas."""

    calls: CallRegistry
    agents: AgentService
    now: Callable[[], datetime]

    async def learn(self, agent: str, sessions: Sequence[AgentSession]) -> Sequence[Learnt]:
        """Take note of sessions; what of each, in their order."""
        known = await self.calls.find_all([call_id_of(session) for session in sessions])
        return await asyncio.gather(*map(partial(self._learn, agent), sessions, known))

    async def _learn(self, agent: str, session: AgentSession, known: Call | None) -> Learnt:
        if session.is_aside:
            return Learnt.SETTLED
        is_over = session.status in OVER
        succeeded = Learnt.SETTLED if is_over else Learnt.STALE
        try:
            if known is None:
                await self.calls.save(found_at(agent, session, self.now()))
                return Learnt.SETTLED if is_over else Learnt.FOUND
            if session.epoch < known.epoch or (session.epoch == known.epoch and known.agent not in ("", agent)):
                return succeeded
            if not known.is_live:
                return succeeded
            now_known = replace(known, epoch=session.epoch).carried(agent, session, self.now())
            if replace(now_known, confirmed_at=known.confirmed_at) != known:
                await self.calls.save(now_known)
        except StaleEpoch:
            return succeeded
        except RoomTaken:
            logger.warning("session in a room of another call session_id=%s agent=%s", session.session_id, agent)
        return Learnt.SETTLED

    async def lose(self, agent: str, session_id: str) -> bool:
        """A session that its replica told of is no longer there, and did not end. False: its call had moved on."""
        call = await self.calls.find(session_id)
        while call is not None and call.is_live and call.agent == agent:
            if await self.calls.exchange(call, call.lost(self.now())):
                return True
            seen, call = call, await self.calls.find(session_id)
            if call == seen:
                break
        return False

    async def compare(self, agent: str, told: Collection[str], at: datetime) -> Compared:
        """
        :param told: session ids.
        :param at: when they were.
        """
        calls = await self.calls.carried_by(agent)
        gone = [
            call.session_id
            for call in calls
            if call.session_id not in told and at - call.confirmed_at > UNLISTED_AFTER
        ]
        known = frozenset(call.session_id for call in calls)
        return Compared(known, tuple(gone), tuple(call for call in calls if call.is_found))

    async def ask(self, agent: str) -> Sequence[AgentSession]:
        """All that a replica tells of its sessions; a lease has a part of it. Nothing when it does not answer."""
        try:
            return await self.agents.sessions(agent, ASKED_FOR_S)
        except AgentError as error:
            logger.warning("sessions not told agent=%s code=%s", agent, error.code)
            return ()

    async def is_gone(self, agent: str, *, within_s: float) -> bool:
        """Whether no connection to a service can be made. One that does not answer may be there."""
        try:
            await self.agents.health(agent, within_s)
        except AgentUnreachable:
            return True
        except AgentError:
            pass
        return False

    async def complete(self, found: Collection[Call], asked: Sequence[AgentSession]) -> None:
        """What callers' pages had told, a successor needs too."""
        told = {(session.session_id, session.epoch): session.metadata for session in asked}
        completed = [
            (call, replace(call, metadata=commanded(call, metadata), is_found=False))
            for call in found
            if (metadata := told.get((call.session_id, call.epoch))) is not None
        ]
        await asyncio.gather(*(self.calls.exchange(before, after) for before, after in completed))


def call_id_of(session: AgentSession) -> str:
    return session.call_id or session.session_id
