"""Where a call may be carried next."""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from control_plane.application.fleet import Fleet
from control_plane.domain.agent_errors import AgentError, AgentFull
from control_plane.domain.entities.replica import Preference
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry


@dataclass(frozen=True, slots=True)
class Place:
    """:ivar agent: base URL of the agent service.
    :ivar is_last: there is surely no other one to ask.
    """

    agent: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Replicas that hold leases first: how full they are is known. Then the configured services that hold none."""

    replicas: ReplicaRegistry
    fleet: Fleet
    preference: Preference = field(default_factory=Preference)

    @asynccontextmanager
    async def next(self, call_id: str, but: Collection[str]) -> AsyncGenerator[Place | None]:
        """The best place to ask, with the call counted there; None: there is none left.

        An `AgentError` raised within frees the place, unless the call may be there all the same.

        :param but: URLs that have been asked already.
        """
        replica = await self.replicas.reserve(call_id, but, self.preference)
        if replica is None:
            async with self._configured(but) as place:
                yield place
            return
        try:
            yield Place(replica.url, is_last=False)
        except AgentError as error:
            if not error.may_have_acted:
                await self.replicas.release(replica.replica_id, call_id)
            raise

    async def refusals(self, but: Collection[str]) -> list[AgentError]:
        """What a living replica that was not asked would have said, if there is one: the others say the same."""
        replica = await self.replicas.alive_but(but)
        return [AgentFull(replica.url)] if replica else []

    @asynccontextmanager
    async def _configured(self, but: Collection[str]) -> AsyncGenerator[Place | None]:
        if not self.fleet.health:
            yield None
            return
        await self.fleet.refresh()
        registered = {replica.url for replica in await self.replicas.all()}
        left = self.fleet.health.keys() - registered - set(but)
        agent = self.fleet.least_loaded(self.fleet.health.keys() - left)
        if agent is None:
            yield None
            return
        with self.fleet.giving(agent):
            yield Place(agent, is_last=len(left) == 1)
