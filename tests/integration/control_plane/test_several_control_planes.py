"""Control planes that share what they know in a real Redis."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx

from control_plane.domain.entities.replica import Report
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.leadership import Leadership
from control_plane.infrastructure.redis.alarm import RedisAlarm
from control_plane.infrastructure.redis.call_registry import RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.leadership import RedisLeadership
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.agent_service import FakeAgentService
from tests.fakes.control_plane.http import TOKEN, open_http
from tests.fakes.control_plane.watch import FakeReplica, Watch, open_watch

SOON_S = 5.0
"""How soon is for virtual time to tell: this machine may be busy."""


@asynccontextmanager
async def control_plane(redis_url: str, agents: FakeAgentService) -> AsyncGenerator[Watch]:
    async with RedisConnection(redis_url) as shared:
        alarm = RedisAlarm(shared)
        try:
            calls, replicas, leadership = (
                RedisCallRegistry(shared),
                RedisReplicaRegistry(shared),
                RedisLeadership(shared),
            )
            async with open_watch(calls, replicas, alarm, leadership, agents) as watch:
                yield watch
        finally:
            await alarm.aclose()


async def carried(watch: Watch, replica: FakeReplica, call_id: str) -> None:
    async with asyncio.timeout(SOON_S):
        while not await watch.is_carried_by(replica, call_id):
            await asyncio.sleep(0.01)


async def test_of_two_control_planes_one_acts_wherever_the_break_was_noticed(redis_url: str) -> None:
    agents = FakeAgentService()
    async with control_plane(redis_url, agents) as one, control_plane(redis_url, agents) as other:
        heir = await one.start("heir", capacity=100)
        for number, noticing in enumerate((one, other)):
            doomed = await noticing.start(f"doomed{number}")
            await noticing.begin(doomed, f"c{number}")
            doomed.die()
            await carried(one, heir, f"c{number}")
    outcomes = [*one.meter.recoveries, *other.meter.recoveries]
    assert outcomes == ["recovered"] * 2
    assert [] in (one.meter.recoveries, other.meter.recoveries)


class MortalLeadership(Leadership):
    """Leads as Redis lets it, until it is dead: then it neither leads nor resigns."""

    def __init__(self, shared: RedisConnection) -> None:
        self._living = RedisLeadership(shared)
        self.token: int | None = None
        self.is_dead = False

    async def take(self) -> int | None:
        if self.is_dead:
            raise RegistryUnavailable
        self.token = await self._living.take()
        return self.token

    async def resign(self) -> None:
        if not self.is_dead:
            await self._living.resign()


async def test_when_the_one_that_acts_dies_the_other_takes_over(redis_url: str) -> None:
    agents = FakeAgentService()
    async with RedisConnection(redis_url) as shared:
        mortal = MortalLeadership(shared)
        calls, replicas = RedisCallRegistry(shared), RedisReplicaRegistry(shared)
        async with open_watch(calls, replicas, None, mortal, agents) as dies:
            while mortal.token is None:
                await asyncio.sleep(0.01)
            async with control_plane(redis_url, agents) as stays:
                a, b = await stays.start("a"), await stays.start("b")
                await stays.begin(a)
                mortal.is_dead = True
                a.die()
                await carried(stays, b, "c1")
    assert (stays.meter.recoveries, dies.meter.recoveries) == (["recovered"], [])


async def test_five_hundred_callers_at_two_control_planes_never_overfill_a_replica(redis_url: str) -> None:
    agents = [FakeAgent(f"http://r{number}", capacity=50 + number) for number in range(8)]
    room = sum(agent.capacity for agent in agents)
    nowhere = FakeAgent("http://nowhere", manner="dead")
    async with (
        open_http(nowhere, *agents, redis_url=redis_url, agent_urls=("http://nowhere",)) as one,
        open_http(nowhere, *agents, redis_url=redis_url, agent_urls=("http://nowhere",)) as other,
        RedisConnection(redis_url) as shared,
    ):
        replicas = RedisReplicaRegistry(shared)
        await _tell(replicas, agents)
        telling = asyncio.create_task(_keep_telling(replicas, agents))
        codes = await _answers(500, one, other)
        while not telling.done():
            telling.cancel()
            await asyncio.wait([telling], timeout=0.5)
    assert room < 500
    assert codes.count("") <= room
    assert codes.count("full") >= 500 - room or set(codes) > {"", "full"}  # a busy machine may take too long
    assert all(len(agent.live()) <= agent.capacity for agent in agents)
    assert [len(agent.joins) for agent in agents] == [len(agent.live()) for agent in agents]  # none was refused


async def _tell(replicas: RedisReplicaRegistry, agents: list[FakeAgent]) -> None:
    for agent in agents:
        report = Report(agent.url, agent.url, "i1", "0.1.0", agent.capacity)
        await replicas.renew(report, len(agent.live()), list(agent.sessions), lease_s=60)


async def _keep_telling(replicas: RedisReplicaRegistry, agents: list[FakeAgent]) -> None:
    while True:
        await _tell(replicas, agents)
        await asyncio.sleep(0.2)


async def _answers(callers: int, *clients: httpx.AsyncClient) -> list[str]:
    """What each caller is told: a problem's code, or nothing."""
    answers = await asyncio.gather(*(clients[number % len(clients)].post(TOKEN) for number in range(callers)))
    return [answer.json().get("code", "") for answer in answers]
