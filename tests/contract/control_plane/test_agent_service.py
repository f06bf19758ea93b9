"""What every way to speak to agent services promises."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest

from control_plane.domain.agent_errors import (
    AgentAnswersWrong,
    AgentDraining,
    AgentError,
    AgentFull,
    AgentKeepsCall,
    AgentRefusesEpoch,
    AgentRefusesRoom,
    AgentSilent,
    AgentSpent,
    AgentUnreachable,
    AgentWithoutMedia,
)
from control_plane.domain.entities.agent import JoinCommand
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.infrastructure.http_agent_service import HttpAgentService
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.agent_service import FakeAgentService

Open = Callable[[FakeAgent], AbstractAsyncContextManager[AgentService]]
COMMAND = JoinCommand("lobby", "ann", "c1", 1, {"language": "en"})
TIMEOUT_S = 5.0
SHORT_S = 0.3


@asynccontextmanager
async def open_fake(agent: FakeAgent) -> AsyncGenerator[AgentService]:
    agent.url = "fake"
    yield FakeAgentService(agent)


@asynccontextmanager
async def open_http(agent: FakeAgent) -> AsyncGenerator[AgentService]:
    async with serve(agent), HttpAgentService(tokens=None) as service:
        yield service


@pytest.fixture(params=[open_fake, open_http])
def open_service(request: pytest.FixtureRequest) -> Open:
    return request.param


async def test_a_command_is_obeyed(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        session = await service.join(agent.url, COMMAND, TIMEOUT_S)
    assert (session.session_id, session.room, session.status) == ("c1", "lobby", "active")
    assert agent.joins == [COMMAND]


async def test_the_same_command_again_gives_the_same_session(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        first = await service.join(agent.url, COMMAND, TIMEOUT_S)
        second = await service.join(agent.url, COMMAND, TIMEOUT_S)
    assert first.session_id == second.session_id
    assert len(agent.live()) == 1


@pytest.mark.parametrize(
    ("agent", "error"),
    [
        (FakeAgent(capacity=0), AgentFull),
        (FakeAgent(draining=True), AgentDraining),
        (FakeAgent(has_media=False), AgentWithoutMedia),
        (FakeAgent(is_spent=True, retry_after_s=86_400), AgentSpent),
    ],
)
async def test_a_service_that_cannot_says_why_and_when(
    open_service: Open, agent: FakeAgent, error: type[AgentError]
) -> None:
    async with open_service(agent) as service:
        with pytest.raises(error) as refused:
            await service.join(agent.url, COMMAND, TIMEOUT_S)
    assert refused.value.retry_after_s == agent.retry_after_s


async def test_a_room_with_another_caller_is_refused(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        await service.join(agent.url, COMMAND, TIMEOUT_S)
        with pytest.raises(AgentRefusesRoom):
            await service.join(agent.url, replace(COMMAND, user_id="bob", call_id="c2"), TIMEOUT_S)


async def test_a_call_that_has_gone_on_under_a_newer_epoch_is_not_taken_for_another_callers(
    open_service: Open,
) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        await service.join(agent.url, replace(COMMAND, epoch=2), TIMEOUT_S)
        with pytest.raises(AgentRefusesEpoch):
            await service.join(agent.url, COMMAND, TIMEOUT_S)


async def test_a_session_is_ended_by_its_id(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        await service.join(agent.url, COMMAND, TIMEOUT_S)
        assert await service.leave_session(agent.url, "c1", TIMEOUT_S)
        assert not await service.leave_session(agent.url, "c2", TIMEOUT_S)
    assert agent.live() == []


async def test_a_session_is_ended_by_its_room(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        await service.join(agent.url, COMMAND, TIMEOUT_S)
        assert await service.leave_room(agent.url, "lobby", TIMEOUT_S)
        assert not await service.leave_room(agent.url, "elsewhere", TIMEOUT_S)
    assert agent.live() == []


async def test_all_sessions_are_told_ended_ones_too(open_service: Open) -> None:
    agent = FakeAgent()
    for number in range(5):
        agent.carry(f"r{number}", "ann", f"s{number}", epoch=2)
    agent.end("s3")
    async with open_service(agent) as service:
        told = await service.sessions(agent.url, TIMEOUT_S)
    assert told == tuple(agent.sessions.values())


async def test_one_session_is_told_whatever_its_id(open_service: Open) -> None:
    agent = FakeAgent()
    agent.carry("lobby", "ann", "s 1?#%")
    async with open_service(agent) as service:
        assert await service.session(agent.url, "s 1?#%", TIMEOUT_S) == agent.sessions["s 1?#%"]
        assert await service.session(agent.url, "s2", TIMEOUT_S) is None


async def test_health_is_told_by_a_service_that_is_not_well_too(open_service: Open) -> None:
    agent = FakeAgent(capacity=3, has_media=False)
    agent.carry("lobby", "ann", "s1")
    async with open_service(agent) as service:
        assert await service.health(agent.url, TIMEOUT_S) == agent.health()


ASK: dict[str, Callable[[AgentService, str, float], Awaitable[object]]] = {
    "join": lambda service, url, timeout_s: service.join(url, COMMAND, timeout_s),
    "leave_session": lambda service, url, timeout_s: service.leave_session(url, "s1", timeout_s),
    "leave_room": lambda service, url, timeout_s: service.leave_room(url, "lobby", timeout_s),
    "session": lambda service, url, timeout_s: service.session(url, "s1", timeout_s),
    "sessions": lambda service, url, timeout_s: service.sessions(url, timeout_s),
    "health": lambda service, url, timeout_s: service.health(url, timeout_s),
}


@pytest.mark.parametrize("asked", ASK)
async def test_a_dead_service_is_unreachable(open_service: Open, asked: str) -> None:
    agent = FakeAgent(manner="dead")
    async with open_service(agent) as service:
        with pytest.raises(AgentUnreachable):
            await ASK[asked](service, agent.url, TIMEOUT_S)


@pytest.mark.parametrize("asked", ASK)
async def test_a_service_that_does_not_answer_is_silent(open_service: Open, asked: str) -> None:
    agent = FakeAgent(manner="silent")
    async with open_service(agent) as service:
        with pytest.raises(AgentSilent):
            await ASK[asked](service, agent.url, SHORT_S)


@pytest.mark.parametrize("asked", ["join", "session", "sessions", "health"])
async def test_nonsense_is_told_from_an_answer(open_service: Open, asked: str) -> None:
    agent = FakeAgent(manner="wrong")
    async with open_service(agent) as service:
        with pytest.raises(AgentAnswersWrong):
            await ASK[asked](service, agent.url, TIMEOUT_S)


async def test_a_session_whose_caller_waits_for_a_person_is_told_as_such(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        joined = await service.join(agent.url, COMMAND, TIMEOUT_S)
        agent.wait_for_human(joined.session_id)
        again = await service.join(agent.url, COMMAND, TIMEOUT_S)
        (listed,) = await service.sessions(agent.url, TIMEOUT_S)
    assert (again.status, listed.status) == ("waiting_for_human", "waiting_for_human")


async def test_a_session_is_told_with_what_its_join_was(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        await service.join(agent.url, replace(COMMAND, metadata={"language": "de", "seats": 3}), TIMEOUT_S)
        (listed,) = await service.sessions(agent.url, TIMEOUT_S)
    assert listed.metadata == {"language": "de", "seats": 3}


async def test_a_standby_is_asked_for_as_one(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        session = await service.join(agent.url, replace(COMMAND, epoch=2, standby=True), TIMEOUT_S)
    assert session.status == "standby"


async def test_a_call_is_handed_over_by_its_owner_alone(open_service: Open) -> None:
    agent = FakeAgent()
    async with open_service(agent) as service:
        await service.join(agent.url, COMMAND, TIMEOUT_S)
        assert not await service.hand_over(agent.url, "c2", 1, 2, within_s=0, timeout_s=TIMEOUT_S)
        assert not await service.hand_over(agent.url, "c1", 3, 4, within_s=0, timeout_s=TIMEOUT_S)
        assert await service.hand_over(agent.url, "c1", 1, 2, within_s=0, timeout_s=TIMEOUT_S)
    assert agent.sessions["c1"].reason == "handed_over"


async def test_a_call_that_cannot_be_handed_over_now_says_so(open_service: Open) -> None:
    agent = FakeAgent(is_talking=True)
    async with open_service(agent) as service:
        await service.join(agent.url, COMMAND, TIMEOUT_S)
        with pytest.raises(AgentKeepsCall):
            await service.hand_over(agent.url, "c1", 1, 2, within_s=0, timeout_s=TIMEOUT_S)
