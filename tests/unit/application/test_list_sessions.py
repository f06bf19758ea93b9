"""Which calls there are."""

import pytest

from application.use_cases.join_call import JoinCommand
from application.use_cases.list_sessions import SessionFilter
from domain.entities.session import Status
from domain.errors import SessionNotFound
from tests.unit.application.service import FakeService


async def _three_calls() -> FakeService:
    service = FakeService()
    for name in "abc":
        await service.join(JoinCommand(f"room-{name}", f"caller-{name}", call_id=name))
        service.clock.pass_time(1)
    await service.leave.by_session("b")
    return service


async def _ids(service: FakeService, wanted: SessionFilter) -> list[str]:
    return [session.session_id for session in (await service.sessions.page(wanted)).sessions]


async def test_sessions_come_newest_first_the_ended_ones_too() -> None:
    assert await _ids(await _three_calls(), SessionFilter()) == ["c", "b", "a"]


async def test_sessions_can_be_filtered() -> None:
    service = await _three_calls()
    assert await _ids(service, SessionFilter(status=Status.ENDED)) == ["b"]
    assert await _ids(service, SessionFilter(room="room-a")) == ["a"]
    assert await _ids(service, SessionFilter(user_id="caller-c")) == ["c"]


async def test_pages_follow_each_other_without_gaps() -> None:
    service = await _three_calls()
    first = await service.sessions.page(SessionFilter(limit=2))
    assert first.next == "b"
    second = await service.sessions.page(SessionFilter(limit=2, after=first.next))
    assert ([each.session_id for each in second.sessions], second.next) == (["a"], None)


async def test_a_page_after_a_forgotten_session_is_an_error() -> None:
    with pytest.raises(SessionNotFound):
        await _ids(await _three_calls(), SessionFilter(after="gone"))


async def test_one_session_can_be_asked_for() -> None:
    service = await _three_calls()
    assert (await service.sessions.one("a")).room == "room-a"
    with pytest.raises(SessionNotFound):
        await service.sessions.one("nobody")
