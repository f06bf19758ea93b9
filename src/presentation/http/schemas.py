"""What travels over HTTP. Unknown fields are refused, so that a misspelt one is noticed."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, PlainSerializer, model_validator

from application.use_cases.check_health import Health
from domain.entities.bill import Bill, Leg
from domain.entities.session import EndReason, Session, Status
from domain.entities.tariff import CURRENCY
from domain.entities.usage import Unit
from domain.interfaces.provider_watch import ProviderState

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
    standby: bool = False


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


class HandOverRequest(_Request):
    session_id: Name
    epoch: int = Field(ge=1)
    successor_epoch: int = Field(ge=2)
    within_s: float = Field(default=8.0, ge=0, le=30, allow_inf_nan=False)


class HandOverAnswer(BaseModel):
    session_id: str
    status: str = "handed_over"


class LeaveAnswer(BaseModel):
    session_id: str
    status: str = "left"


Exact = Annotated[Decimal, PlainSerializer(lambda number: f"{number:f}", return_type=str)]
"""As text: a JSON number is read as a binary fraction. Never `1E-7`."""


class ChargeAnswer(BaseModel):
    """`cost` is null when no price is known."""

    leg: Leg
    specialist: str
    provider: str
    model: str
    unit: Unit
    amount: Exact
    is_reported: bool
    cost: Exact | None


class CostAnswer(BaseModel):
    """`amount` leaves out what is `unpriced`: the number of charges without a price."""

    amount: Exact
    currency: str
    unpriced: int
    charges: list[ChargeAnswer]

    @classmethod
    def of(cls, bill: Bill) -> "CostAnswer":
        charges = [
            ChargeAnswer(
                leg=charge.leg,
                specialist=charge.specialist,
                provider=charge.used.provider,
                model=charge.used.model,
                unit=charge.used.unit,
                amount=charge.used.amount,
                is_reported=charge.used.is_reported,
                cost=charge.cost,
            )
            for charge in bill.charges
        ]
        return cls(amount=bill.cost, currency=CURRENCY, unpriced=len(bill.unpriced), charges=charges)


class SessionAnswer(BaseModel):
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
    tenant: str
    owner: str
    cost: CostAnswer

    @classmethod
    def of(cls, session: Session) -> "SessionAnswer":
        return cls(
            session_id=session.session_id,
            room=session.room,
            user_id=session.user_id,
            status=session.status,
            reason=session.reason,
            specialist=session.specialist,
            turns=session.turns,
            epoch=session.epoch,
            started_at=session.started_at,
            ended_at=session.ended_at,
            metadata=dict(session.metadata),
            tenant=session.tenant,
            owner=session.owner,
            cost=CostAnswer.of(session.bill),
        )


class SessionsAnswer(BaseModel):
    """`next` is the value of `after` for the following page, null on the last one."""

    sessions: list[SessionAnswer]
    next: str | None


class ProviderAnswer(BaseModel):
    """One that is `down` is left alone for a while after failures; the next one of its leg does its work."""

    leg: str
    provider: str
    status: Literal["up", "down"]

    @classmethod
    def of(cls, state: ProviderState) -> Self:
        return cls(leg=state.leg, provider=state.provider, status="up" if state.is_up else "down")


class HealthAnswer(BaseModel):
    """`status` is ok, degraded (no calls can be taken: `media`, `capacity` or `providers` say why) or draining.

    `busy`: the process is `lag_ms` late with what is due, one time in ten, and takes no more calls for now.
    """

    status: str
    version: str
    sessions: int
    capacity: int
    media: str
    providers: list[ProviderAnswer]
    lag_ms: int
    busy: bool

    @classmethod
    def of(cls, health: Health, version: str) -> "HealthAnswer":
        return cls(
            status=health.condition,
            version=version,
            sessions=health.sessions,
            capacity=health.capacity,
            media="reachable" if health.media_reachable else "unreachable",
            providers=[ProviderAnswer.of(state) for state in health.providers],
            lag_ms=round(health.lag_s * 1000),
            busy=health.is_busy,
        )
