"""The API's JSON."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, PlainSerializer

from control_plane.application.use_cases.begin_call import BegunCall, CallWish
from control_plane.application.use_cases.report_health import Health
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.principal import Principal


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_iso, return_type=str)]


def _nothing_as_empty(value: object) -> object:
    return {} if value is None else value


class TokenRequest(BaseModel):
    """All fields are optional: a caller who names nothing gets a new room."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    room: str | None = Field(default=None, max_length=64)
    identity: str | None = Field(default=None, max_length=64)
    metadata: Annotated[dict[str, JsonValue], BeforeValidator(_nothing_as_empty)] = Field(
        default_factory=dict[str, JsonValue]
    )

    def wish(self) -> CallWish:
        return CallWish(self.room, self.identity, self.metadata)


class TokenAnswer(BaseModel):
    token: str
    url: str
    room: str
    identity: str
    session_id: str
    expires_at: Moment

    @classmethod
    def of(cls, begun: BegunCall, url: str) -> Self:
        call = begun.call
        return cls(
            token=begun.token.token,
            url=url,
            room=call.room,
            identity=call.identity,
            session_id=call.session_id,
            expires_at=begun.token.expires_at,
        )


class CallAnswer(BaseModel):
    call_id: str
    session_id: str
    room: str
    identity: str
    status: str
    reason: str | None
    specialist: str
    turns: int
    started_at: Moment
    ended_at: Moment | None

    @classmethod
    def of(cls, call: Call) -> Self:
        return cls.model_validate(call, from_attributes=True)


class ListedCall(CallAnswer):
    """:ivar replica: which agent service carries the call: for superadmins; else null."""

    tenant: str
    replica: str | None

    @classmethod
    def told(cls, call: Call, by: Principal) -> Self:
        replica = call.agent if by.is_superadmin else None
        return cls(**CallAnswer.of(call).model_dump(), tenant=call.tenant, replica=replica)


class CallsAnswer(BaseModel):
    """`next`, when there is one, is the `after` of the next page."""

    calls: list[ListedCall]
    next: str | None = None


class HealthAnswer(BaseModel):
    status: str
    version: str
    replicas: int
    calls: int

    @classmethod
    def of(cls, health: Health, version: str) -> Self:
        return cls(status=health.status, version=version, replicas=health.replicas, calls=health.calls)
