"""One agent service's promises, without a network."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from control_plane.domain.agent_errors import (
    AgentDraining,
    AgentFull,
    AgentKeepsCall,
    AgentRefusesEpoch,
    AgentRefusesRoom,
    AgentSpent,
    AgentWithoutMedia,
)
from control_plane.domain.entities.agent import AgentHealth, AgentSession, JoinCommand, SessionStatus

Manner = Literal["well", "dead", "silent", "wrong"]


@dataclass
class FakeAgent:
    """Carries calls in a dictionary.

    :ivar manner: dead: no connection; silent: it does what it is told and never answers; wrong: it does what it is
        told and answers nonsense.
    :ivar is_talking: there is no moment at which a call could be handed over.
    :ivar hold: a join is obeyed only once this is set.
    """

    url: str = ""
    capacity: int = 10
    manner: Manner = "well"
    draining: bool = False
    has_media: bool = True
    is_spent: bool = False
    is_talking: bool = False
    retry_after_s: int = 7
    sessions: dict[str, AgentSession] = field(default_factory=dict[str, AgentSession])
    joins: list[JoinCommand] = field(default_factory=list[JoinCommand])
    left: list[str] = field(default_factory=list[str])
    hold: asyncio.Event | None = None

    def live(self) -> list[AgentSession]:
        return [session for session in self.sessions.values() if session.status not in ("ended", "failed")]

    async def join(self, command: JoinCommand) -> AgentSession:
        if self.hold:
            await self.hold.wait()
        self.joins.append(command)
        if known := self.sessions.get(command.call_id):
            return self._succeed(known, command)
        for session in self.live():
            if session.room == command.room:
                if session.user_id != command.user_id:
                    raise AgentRefusesRoom(self.url)
                return session
        self._refuse()
        session = self.carry(command.room, command.user_id, command.call_id, command.epoch)
        whose = (str(command.metadata.get(name, "")) for name in ("tenant", "owner"))
        told = replace(
            session, **dict(zip(("tenant", "owner"), whose, strict=True)), metadata=dict(command.metadata)
        )
        if command.standby:
            told = replace(told, status="standby")
        self.sessions[session.session_id] = told
        return told

    def _succeed(self, known: AgentSession, command: JoinCommand) -> AgentSession:
        """The same session, or that of a newer epoch.

        :raises AgentRefusesEpoch: the call has gone on under a newer one.
        """
        has_gone_on = known.reason == "handed_over" and command.epoch == known.epoch
        if has_gone_on or command.epoch < known.epoch:
            raise AgentRefusesEpoch(self.url)
        if command.epoch > known.epoch:
            status = "standby" if command.standby else "active"
            known = self.sessions[known.session_id] = replace(
                known, epoch=command.epoch, status=status, reason=None, ended_at=None
            )
        return known

    def hand_over(self, session_id: str, epoch: int) -> bool:
        """False: no such call."""
        session = self.sessions.get(session_id)
        if session is None or session.epoch != epoch or session.status in ("ended", "failed"):
            return False
        if self.is_talking:
            raise AgentKeepsCall(self.url)
        self.end(session_id, "handed_over")
        return True

    def take_over(self, session_id: str, status: SessionStatus) -> None:
        self.sessions[session_id] = replace(self.sessions[session_id], status=status)

    def carry(self, room: str, user_id: str, session_id: str, epoch: int = 1) -> AgentSession:
        session = AgentSession(session_id, room, user_id, "active", started_at=datetime.now(UTC), epoch=epoch)
        self.sessions[session_id] = session
        return session

    def leave_session(self, session_id: str) -> bool:
        if session_id not in self.sessions:
            return False
        self.end(session_id)
        self.left.append(session_id)
        return True

    def leave_room(self, room: str) -> bool:
        found = [session.session_id for session in self.live() if session.room == room]
        for session_id in found:
            self.leave_session(session_id)
        return bool(found)

    def end(self, session_id: str, reason: str = "caller_left") -> None:
        session = self.sessions[session_id]
        if session.status != "ended":
            ended = replace(session, status="ended", reason=reason, ended_at=datetime.now(UTC))
            self.sessions[session_id] = ended

    def fail(self, session_id: str, reason: str) -> None:
        failed = replace(self.sessions[session_id], status="failed", reason=reason, ended_at=datetime.now(UTC))
        self.sessions[session_id] = failed

    def wait_for_human(self, session_id: str) -> None:
        """The caller has asked for a person."""
        self.sessions[session_id] = replace(self.sessions[session_id], status="waiting_for_human")

    def health(self) -> AgentHealth:
        status = "draining" if self.draining else "ok" if self.has_media else "degraded"
        return AgentHealth(status, len(self.live()), self.capacity, self.has_media)

    def _refuse(self) -> None:
        if self.is_spent:
            raise AgentSpent(self.url, self.retry_after_s)
        if self.draining:
            raise AgentDraining(self.url, self.retry_after_s)
        if len(self.live()) >= self.capacity:
            raise AgentFull(self.url, self.retry_after_s)
        if not self.has_media:
            raise AgentWithoutMedia(self.url, self.retry_after_s)
