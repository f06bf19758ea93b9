"""Lost calls that replicas refuse, or that no replica has room for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from control_plane.application.reconciling.backoff import GIVEN_UP_AFTER_S
from control_plane.application.use_cases.hold_lease import GRACE_S
from control_plane.domain.agent_errors import AgentWithoutMedia
from control_plane.domain.entities.agent import AgentSession, JoinCommand
from control_plane.domain.entities.call import CallStatus
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.watch import CONFIGURED, FakeReplica, Watch, open_watch

AT_ONCE_S = 0.02
A_TRY_S = 4.0
"""Tries are no further apart."""
LONG_S = 30.0
"""Enough for many tries, and not for giving up."""
LOCKED_OUT_AFTER_S = 0.3
"""The control plane looks at least once meanwhile."""


async def cut_off(replica: FakeReplica) -> None:
    """It goes on with its calls, and no control plane hears of it."""
    replica.freeze()
    replica.lease.broke()
    await asyncio.sleep(LONG_S)


async def back(watch: Watch, replica: FakeReplica) -> tuple[str, ...]:
    """:returns: the calls that it is told to leave."""
    replica.lease = watch.hold_lease()
    return (await replica.report()).stale


async def test_an_address_where_nothing_answers_is_offered_no_lost_call() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        a.die()
        await asyncio.sleep(LONG_S)
        call = await watch.seen()
    assert (call.status, call.epoch, call.reserved_epoch) == (CallStatus.RECOVERING, 1, 0)
    assert set(watch.meter.recoveries) == {"no_place"}


async def test_a_configured_service_that_answers_takes_a_lost_call() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        watch.agents.agents[CONFIGURED[0]] = FakeAgent(CONFIGURED[0])
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        call = await watch.seen()
    assert (call.status, call.agent, call.epoch) == (CallStatus.ACTIVE, CONFIGURED[0], 2)


async def test_refusals_use_up_no_recoveries() -> None:
    """As while the LiveKit server starts again."""
    async with open_watch() as watch:
        a, b = await watch.start_two()
        c = await watch.start("c")
        b.agent.has_media = c.agent.has_media = False
        a.die()
        await asyncio.sleep(LONG_S)
        waiting = await watch.seen()
        b.agent.has_media = c.agent.has_media = True
        await asyncio.sleep(A_TRY_S)
        call = await watch.seen()
    assert len(b.agent.joins) > 5
    assert (waiting.status, waiting.recoveries) == (CallStatus.RECOVERING, ())
    assert (call.status, len(call.recoveries)) == (CallStatus.ACTIVE, 1)


async def test_a_recovery_is_counted_before_the_replica_is_asked() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        b.agent.hold = asyncio.Event()
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        call = await watch.seen()
        b.agent.hold.set()
    assert (call.status, len(call.recoveries)) == (CallStatus.RECOVERING, 1)


async def test_recoveries_that_perhaps_happened_are_counted() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        b.agent.manner = "silent"
        b.freeze()
        a.die()
        await asyncio.sleep(LONG_S)
        call = await watch.seen()
    assert call.is_live
    assert call.recoveries


async def test_a_call_that_all_refuse_for_a_minute_is_given_up() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        b.agent.has_media = False
        a.die()
        await asyncio.sleep(GIVEN_UP_AFTER_S - 1)
        assert (await watch.seen()).is_live
        await asyncio.sleep(1 + A_TRY_S)
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.FAILED, "recovery_exhausted")


async def test_a_replica_that_comes_back_keeps_a_call_that_all_others_refused() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        b.agent.draining = True
        await cut_off(a)
        stale = await back(watch, a)
        assert await watch.is_carried_by(a)
    assert (stale, a.agent.joins) == ((), [])
    epochs = [join.epoch for join in b.agent.joins]
    assert len(epochs) > 5
    assert epochs == list(range(2, 2 + len(epochs)))


async def test_a_replica_that_comes_back_leaves_a_call_whose_memory_another_one_has_read() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        b.agent.has_media = False
        await cut_off(a)
        stale = await back(watch, a)
        b.agent.has_media = True
        await asyncio.sleep(A_TRY_S)
        assert await watch.is_carried_by(b)
    assert stale == ("c1",)


async def test_a_call_that_a_silent_replica_has_after_all_stays_there_when_all_others_refuse() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        c = await watch.start("c")
        c.agent.draining = True
        b.agent.manner = "silent"
        b.freeze()
        a.die()
        await asyncio.sleep(1)
        assert (await watch.seen()).status is CallStatus.RECOVERING
        b.agent.manner = "well"
        stale = await back(watch, b)
        assert await watch.is_carried_by(b)
        assert (await watch.seen()).epoch == b.agent.sessions["c1"].epoch
    assert stale == ()


@dataclass
class LockedOutAgent(FakeAgent):
    """Enters a call, tells of it, and is then not let into its room."""

    tell: Callable[[], Awaitable[object]] | None = None

    async def join(self, command: JoinCommand) -> AgentSession:
        session = await super().join(command)
        if self.tell is None:
            return session
        self.sessions[session.session_id] = replace(session, status="joining")
        await self.tell()
        await asyncio.sleep(LOCKED_OUT_AFTER_S)
        self.fail(session.session_id, "media_unavailable")
        raise AgentWithoutMedia(self.url)


def lock_out(watch: Watch, replica: FakeReplica) -> LockedOutAgent:
    agent = LockedOutAgent(replica.agent.url, tell=replica.report)
    watch.agents.agents[agent.url] = replica.agent = agent
    return agent


async def test_a_refusal_is_no_recovery_when_its_lease_has_told_of_the_call() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        agent = lock_out(watch, b)
        a.die()
        await asyncio.sleep(LONG_S)
        waiting = await watch.seen()
        agent.tell = None
        await asyncio.sleep(A_TRY_S)
        assert await watch.is_carried_by(b)
    assert waiting.is_live
    assert len(waiting.recoveries) <= 1  # the one that may just be under way


async def test_a_call_whose_replica_is_locked_out_for_a_minute_is_given_up() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        lock_out(watch, b)
        a.die()
        await asyncio.sleep(GIVEN_UP_AFTER_S + A_TRY_S)
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.FAILED, "recovery_exhausted")
