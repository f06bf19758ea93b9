"""Agent services in this process, by URL."""

from types import TracebackType
from typing import Self

from control_plane.domain.agent_errors import AgentAnswersWrong, AgentKeepsCall, AgentSilent, AgentUnreachable
from control_plane.domain.entities.agent import AgentHealth, AgentSession, JoinCommand
from control_plane.domain.interfaces.agent_service import AgentService
from tests.fakes.control_plane.agent import FakeAgent


class FakeAgentService(AgentService):
    """Time does not pass: a silent agent's timeout is over at once.

    :ivar listed: who was asked for all its sessions.
    """

    def __init__(self, *agents: FakeAgent) -> None:
        self.agents = {agent.url: agent for agent in agents}
        self.listed: list[str] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def join(self, agent: str, command: JoinCommand, timeout_s: float) -> AgentSession:
        session = await self._reached(agent).join(command)
        self._answer(agent)
        return session

    async def hand_over(
        self, agent: str, session_id: str, epoch: int, successor_epoch: int, *, within_s: float, timeout_s: float
    ) -> bool:
        owner = self._reached(agent)
        standbys = [each for each in self.agents.values() if _stands_by(each, session_id, successor_epoch)]
        if not standbys and len(self.agents) > 1:
            raise AgentKeepsCall(agent)
        known = owner.sessions.get(session_id)
        status = known.status if known else "active"
        is_there = owner.hand_over(session_id, epoch)
        for standby in standbys if is_there else ():
            standby.take_over(session_id, status)
        self._answer(agent)
        return is_there

    async def leave_session(self, agent: str, session_id: str, timeout_s: float) -> bool:
        left = self._reached(agent).leave_session(session_id)
        self._answer(agent)
        return left

    async def leave_room(self, agent: str, room: str, timeout_s: float) -> bool:
        left = self._reached(agent).leave_room(room)
        self._answer(agent)
        return left

    async def session(self, agent: str, session_id: str, timeout_s: float) -> AgentSession | None:
        self._reached(agent)
        self._answer(agent)
        return self.agents[agent].sessions.get(session_id)

    async def sessions(self, agent: str, timeout_s: float) -> tuple[AgentSession, ...]:
        self.listed.append(agent)
        self._reached(agent)
        self._answer(agent)
        return tuple(self.agents[agent].sessions.values())

    async def health(self, agent: str, timeout_s: float) -> AgentHealth:
        self._reached(agent)
        self._answer(agent)
        return self.agents[agent].health()

    def _reached(self, agent: str) -> FakeAgent:
        if agent not in self.agents or self.agents[agent].manner == "dead":
            raise AgentUnreachable(agent)
        return self.agents[agent]

    def _answer(self, agent: str) -> None:
        if self.agents[agent].manner == "silent":
            raise AgentSilent(agent)
        if self.agents[agent].manner == "wrong":
            raise AgentAnswersWrong(agent)


def _stands_by(agent: FakeAgent, session_id: str, epoch: int) -> bool:
    session = agent.sessions.get(session_id)
    return session is not None and agent.manner != "dead" and (session.status, session.epoch) == ("standby", epoch)
