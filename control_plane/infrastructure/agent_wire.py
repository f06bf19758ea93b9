"""What agent services say, checked word by word."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from control_plane.domain.entities.agent import AgentHealth, AgentSession, SessionStatus


class Said(BaseModel):
    """An agent service may say more than we know: a newer one does."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class SaidJoined(Said):
    session_id: str = Field(min_length=1, max_length=200)
    room: str
    status: SessionStatus


class SaidSession(SaidJoined):
    user_id: str
    reason: str | None = None
    specialist: str | None = None
    turns: int = 0
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    call_id: str | None = None
    epoch: int = 1
    tenant: str | None = Field(default=None, max_length=200)
    owner: str | None = Field(default=None, max_length=200)
    metadata: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])

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
            metadata=self.metadata,
        )


class SaidSessions(Said):
    sessions: list[SaidSession]
    next: str | None = None


class SaidHealth(Said):
    status: str
    sessions: int = Field(ge=0)
    capacity: int = Field(ge=0)
    media: str | None = None

    def entity(self) -> AgentHealth:
        return AgentHealth(self.status, self.sessions, self.capacity, has_media=self.media != "unreachable")


class SaidProblem(Said):
    code: str = ""
