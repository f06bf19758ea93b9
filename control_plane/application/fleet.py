"""The agent services, and which of them is the least loaded."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager

from control_plane.domain.agent_errors import AgentError
from control_plane.domain.entities.agent import AgentHealth
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_meter import CallMeter

FRESH_S = 1.0
"""Calls come and go in minutes, and those placed in between are counted: a second old is exact enough."""
ASK_TIMEOUT_S = 0.5
"""A caller waits for the slowest answer, so a service that is slower to say how it is counts as silent."""


class Fleet:
    """Knows how each agent service was when last asked, and what it has been given since."""

    def __init__(
        self,
        agents: AgentService,
        urls: Sequence[str],
        meter: CallMeter,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agents = agents
        self._meter = meter
        self._clock = clock
        self._health: dict[str, AgentHealth | None] = dict.fromkeys(urls)
        self._given: Counter[str] = Counter()
        self._being_given: Counter[str] = Counter()
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    @property
    def health(self) -> Mapping[str, AgentHealth | None]:
        """By base URL; None for a service that did not answer, or was not asked yet."""
        return self._health

    async def refresh(self) -> None:
        """Ask all of them, all at once, unless they were asked a moment ago."""
        async with self._asking:
            if self._clock() - self._asked_at < FRESH_S:
                return
            answers = await asyncio.gather(*map(self._ask, self._health))
            self._health = dict(zip(self._health, answers, strict=True))
            self._given.clear()
            self._asked_at = self._clock()
            self._meter.fleet_seen(sum(answer is not None for answer in answers), len(answers))

    def least_loaded(self, among: Collection[str]) -> str | None:
        """The best to ask next: those with places by load, then full ones, then those that did not answer.

        The doubtful ones are asked last, not never: they alone know, and their answer says why the call fails.
        """
        return min((url for url in self._health if url in among), key=self._load, default=None)

    @contextmanager
    def giving(self, agent: str) -> Generator[None]:
        """Count a call for a service while it is being placed there, and afterwards if it was taken."""
        self._being_given[agent] += 1
        try:
            yield
            self._given[agent] += 1
        finally:
            self._being_given[agent] -= 1

    def _load(self, agent: str) -> tuple[int, float]:
        calls = self._given[agent] + self._being_given[agent]
        health = self._health[agent]
        if health is None:
            return 2, calls
        calls += health.sessions
        if health.status != "ok" or calls >= health.capacity:
            return 1, calls
        return 0, calls / health.capacity

    async def _ask(self, agent: str) -> AgentHealth | None:
        try:
            return await self._agents.health(agent, ASK_TIMEOUT_S)
        except AgentError as error:
            self._meter.agent_failed("health", error.code)
            return None
