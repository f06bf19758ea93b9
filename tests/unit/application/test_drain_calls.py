"""A service that is to end, and lets its calls end first."""

import asyncio

from application.use_cases.drain_calls import DrainCalls
from application.use_cases.join_call import JoinCommand
from domain.entities.session import EndReason
from tests.unit.application.service import FakeService

ADA = JoinCommand("room-a", "ada", call_id="c1")


async def test_draining_is_over_when_the_last_call_has_ended_by_itself() -> None:
    service = FakeService()
    await service.join(ADA)
    drain = DrainCalls(calls=service.calls, timeout_s=5, tell=lambda: None)
    draining = asyncio.create_task(drain())
    await asyncio.sleep(0)
    assert service.calls.is_stopping
    assert not draining.done()
    service.transport.carried[0].hang_up(EndReason.CALLER_LEFT)
    await draining
    assert (await service.sessions.one("c1")).reason is EndReason.CALLER_LEFT


async def test_draining_does_not_wait_for_ever() -> None:
    service = FakeService()
    await service.join(ADA)
    await DrainCalls(calls=service.calls, timeout_s=0, tell=lambda: None)()
    assert service.calls.live_count == 1


async def test_that_a_service_drains_is_told_before_its_calls_end() -> None:
    service = FakeService()
    await service.join(ADA)
    seen: list[bool] = []
    drain = DrainCalls(calls=service.calls, timeout_s=0, tell=lambda: seen.append(service.calls.is_stopping))
    await drain()
    assert seen == [True]
