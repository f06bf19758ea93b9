"""What replicas report, checked word by word."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from control_plane.application.use_cases.hold_lease import LeaseAnswer
from control_plane.domain.entities.agent import AgentSession, SessionStatus
from control_plane.domain.entities.replica import LeaseReport, Report

LARGEST_CHARACTERS = 1024 * 1024
"""A session takes about 450."""


def _is_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise ValueError("a URL like http://host:8000, without credentials")
    if not url.isascii() or parts.query or parts.fragment or set(url) & set(" \r\n\t\"'\\"):
        raise ValueError("a plain URL: no query, no fragment, no blanks")
    return url.rstrip("/")


Short = Annotated[str, Field(min_length=1, max_length=200)]


class Reported(BaseModel):
    """A replica may say more than we know: a newer one does."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class ReportedSession(Reported):
    session_id: Short
    room: Short
    user_id: Short
    status: SessionStatus
    call_id: Annotated[str, Field(max_length=200)] | None = None
    reason: Annotated[str, Field(max_length=200)] | None = None
    specialist: Annotated[str, Field(max_length=200)] | None = None
    turns: int = Field(default=0, ge=0)
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    epoch: int = Field(default=1, ge=1)
    tenant: Annotated[str, Field(max_length=200)] | None = None
    owner: Annotated[str, Field(max_length=200)] | None = None

    def entity(self) -> AgentSession:
        return AgentSession(
            session_id=self.session_id,
            room=self.room,
            user_id=self.user_id,
            status=self.status,
            reason=self.reason,
            specialist=self.specialist or "",
            turns=self.turns,
            started_at=self.started_at,
            ended_at=self.ended_at,
            call_id=self.call_id or "",
            epoch=self.epoch,
            tenant=self.tenant or "",
            owner=self.owner or "",
        )


class LeaseMessage(Reported):
    url: Annotated[Short, AfterValidator(_is_address)]
    incarnation: Short
    version: Annotated[str, Field(max_length=200)]
    capacity: int = Field(ge=0, le=1_000_000)
    lag_ms: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    draining: bool = False
    sessions: list[ReportedSession] = Field(max_length=10_000)
    more: bool = False

    def entity(self, replica_id: str) -> LeaseReport:
        report = Report(
            replica_id=replica_id,
            url=self.url,
            incarnation=self.incarnation,
            version=self.version,
            capacity=self.capacity,
            lag_ms=self.lag_ms,
            draining=self.draining,
        )
        return LeaseReport(report, tuple(session.entity() for session in self.sessions), self.more)


class LeaseReply(BaseModel):
    lease_s: float
    stale: list[str]
    drain: bool
    learnt: bool

    @classmethod
    def of(cls, answer: LeaseAnswer) -> "LeaseReply":
        return cls(lease_s=answer.lease_s, stale=list(answer.stale), drain=answer.drain, learnt=answer.learnt)
