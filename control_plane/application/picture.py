"""What the agent services that hold no lease say of their calls, brought into the registry."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from control_plane.domain.agent_errors import AgentError
from control_plane.domain.entities.agent import AgentSession
from control_plane.domain.entities.call import Call, CallStatus, found_at
from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import CallNotFound, RoomTaken, StaleEpoch
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

logger = logging.getLogger(__name__)
ASK_TIMEOUT_S = 1.0
"""A caller who names a room waits for it."""
FRESH_S = 1.0
"""However often calls are asked for, the agent services are asked once a second at most."""
LOST_AFTER = timedelta(minutes=5)
"""A call that nobody vouches for is kept as long as a service may take to come back; then it is over."""


@dataclass(slots=True)
class Picture:
    """Rebuilds what is known of running calls: a control plane that has just started knows none of them."""

    agents: AgentService
    urls: Sequence[str]
    calls: CallRegistry
    replicas: ReplicaRegistry
    now: Callable[[], datetime]
    clock: Callable[[], float] = time.monotonic
    _taken_at: float = field(default=float("-inf"), init=False)
    _taking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def find(self, wanted: str) -> Call:
        """By call id or session id, wherever it runs.

        :raises CallNotFound: nobody knows it.
        """
        if call := await self.calls.find(wanted):
            return call
        await self.refresh()
        if call := await self.calls.find(wanted):
            return call
        raise CallNotFound

    async def find_for(self, by: Principal, wanted: str) -> Call:
        """:raises CallNotFound: nobody knows it, or it is none of theirs."""
        call = await self.find(wanted)
        if not by.may_see(call):
            raise CallNotFound
        return call

    def is_older_than(self, seconds: float) -> bool:
        return self.clock() - self._taken_at >= seconds

    async def refresh(self, max_age_s: float = FRESH_S) -> None:
        """Ask the agent services for their sessions, unless that was done less than `max_age_s` ago."""
        async with self._taking:
            if not self.is_older_than(max_age_s):
                return
            asked_at = self.now()
            urls = await self._without_lease()
            answers = await asyncio.gather(*map(self._ask, urls))
            for agent, sessions in zip(urls, answers, strict=True):
                if sessions is not None:
                    await self._learn(agent, sessions, asked_at)
                await self._give_up_lost_calls(agent)
            self._taken_at = self.clock()

    async def _without_lease(self) -> Sequence[str]:
        leased = await self.replicas.leased_at(self.urls) if self.urls else ()
        return [url for url in self.urls if url not in leased]

    async def _ask(self, agent: str) -> tuple[AgentSession, ...] | None:
        try:
            return await self.agents.sessions(agent, ASK_TIMEOUT_S)
        except AgentError as error:
            logger.warning("sessions unknown agent=%s code=%s", agent, error.code)
            return None

    async def _learn(self, agent: str, sessions: Sequence[AgentSession], asked_at: datetime) -> None:
        for session in (each for each in sessions if not each.is_aside):
            known = await self.calls.find(session.session_id)
            if known is None:
                await self._save(found_at(agent, session, self.now()))
            elif known.agent == agent and known.is_live:
                await self._save(known.carried(agent, session, self.now()))
        told = {session.session_id for session in sessions}
        for call in await self.calls.carried_by(agent):
            if call.session_id not in told and call.confirmed_at < asked_at:
                await self._save(call.over(CallStatus.ENDED, "session_gone", self.now()))

    async def _give_up_lost_calls(self, agent: str) -> None:
        for call in await self.calls.carried_by(agent):
            if self.now() - call.confirmed_at > LOST_AFTER:
                await self._save(call.over(CallStatus.FAILED, "agent_lost", self.now()))

    async def _save(self, call: Call) -> None:
        """A call that has moved on meanwhile, or whose room is being given to it right now, is better known."""
        try:
            await self.calls.save(call)
        except (StaleEpoch, RoomTaken):
            logger.debug("picture is older than the registry call_id=%s", call.call_id)
