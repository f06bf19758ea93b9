"""What travels over HTTP. Unknown fields are refused, so that a misspelt one is noticed."""

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from domain.entities.session import EndReason, Session, Status

Name = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""Of a room, a caller or a call: printable, and short enough for a log line."""

METADATA_MAX_FIELDS = 32
METADATA_MAX_BYTES = 8 * 1024
METADATA_MAX_DEPTH = 8


def _writable(metadata: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Refuse what could not be given back as JSON."""
    if len(json.dumps(metadata, ensure_ascii=False, allow_nan=False).encode()) > METADATA_MAX_BYTES:
        raise ValueError(f"at most {METADATA_MAX_BYTES} bytes as JSON")
    level: list[JsonValue] = [metadata]
    for _ in range(METADATA_MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
    if level:
        raise ValueError(f"at most {METADATA_MAX_DEPTH} levels deep")
    return metadata


def _inside(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return [*value.values()]
    return value if isinstance(value, list) else []


Metadata = Annotated[dict[str, JsonValue], Field(max_length=METADATA_MAX_FIELDS), AfterValidator(_writable)]
"""Whatever the caller's page wants to be known of the call."""


def _no_agent(name: str) -> str:
    if name.lower().startswith("agent-"):
        raise ValueError("identities of agents begin like that: choose another one")
    return name


CallerIdentity = Annotated[Name, AfterValidator(_no_agent)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class JoinRequest(_Request):
    room: Name
    user_id: CallerIdentity
    metadata: Metadata = Field(default_factory=dict)
    call_id: Name | None = None
    epoch: int = Field(default=1, ge=1)
    idempotency_key: Name | None = None


class JoinAnswer(BaseModel):
    session_id: str
    room: str
    status: Status


class LeaveRequest(_Request):
    session_id: Name | None = None
    room: Name | None = None

    @model_validator(mode="after")
    def _names_one(self) -> "LeaveRequest":
        if (self.session_id is None) == (self.room is None):
            raise ValueError("give either session_id or room")
        return self


class LeaveAnswer(BaseModel):
    session_id: str
    status: str = "left"


class SessionAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    session_id: str
    room: str
    user_id: str
    status: Status
    reason: EndReason | None
    specialist: str
    turns: int
    epoch: int
    started_at: datetime
    ended_at: datetime | None
    metadata: dict[str, Any]

    @classmethod
    def of(cls, session: Session) -> "SessionAnswer":
        return cls.model_validate(session)


class SessionsAnswer(BaseModel):
    """`next` is the value of `after` for the following page, null on the last one."""

    sessions: list[SessionAnswer]
    next: str | None


class HealthAnswer(BaseModel):
    """`status` is ok, degraded (no calls can be taken: `media` or `capacity` say why) or draining."""

    status: str
    version: str
    sessions: int
    capacity: int
    media: str
