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
    """Replicas that hold leases first: how full they are is known. Then the configured services that hold none.

    A configured address where nothing answers is asked only by callers, and only where no replica holds a lease:
    nothing has to be there, or it alone knows why calls fail.
    """

    replicas: ReplicaRegistry
    fleet: Fleet
    preference: Preference = field(default_factory=Preference)

    @asynccontextmanager
    async def next(
        self, call_id: str, but: Collection[str], *, even_silent: bool = True
    ) -> AsyncGenerator[Place | None]:
        """The best place to ask, with the call counted there; None: there is none left.

        An `AgentError` raised within frees the place, unless the call may be there all the same.

        :param but: URLs that have been asked already.
        :param even_silent: where no replica holds a lease, configured services that do not answer are asked too.
        """
        replica = await self.replicas.reserve(call_id, but, self.preference)
        if replica is None:
            async with self._configured(await self._left(but, even_silent)) as place:
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

    async def _left(self, but: Collection[str], even_silent: bool) -> Collection[str]:
        """Base URLs of the configured services that may be asked."""
        left = self.fleet.health.keys() - set(but)
        if left:
            left -= await self.replicas.leased_at(left)
        if not left:
            return left
        await self.fleet.refresh()
        answering = {url for url in left if self.fleet.health[url]}
        if answering == left or (even_silent and await self.replicas.alive_but(()) is None):
            return left
        return answering

    @asynccontextmanager
    async def _configured(self, left: Collection[str]) -> AsyncGenerator[Place | None]:
        agent = self.fleet.least_loaded(left)
        if agent is None:
            yield None
            return
        with self.fleet.giving(agent):
            yield Place(agent, is_last=len(left) == 1)
