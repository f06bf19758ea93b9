"""What happens to calls, for whoever watches. No caller's word is in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.entities.bill import Bill
from domain.entities.response_time import ResponseTime
from domain.entities.session import Session
from domain.entities.tool import Outcome


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """A session began, moved on or ended: `session` is how it is now."""

    session: Session
    at: datetime


@dataclass(frozen=True, slots=True)
class TurnCompleted:
    """The caller has heard an answer, or as much of it as was wanted.

    :ivar response: how long it took to its first sound; None for typed turns and the greeting.
    """

    session_id: str
    specialist: str
    interrupted: bool
    at: datetime
    response: ResponseTime | None = None


@dataclass(frozen=True, slots=True)
class TurnGuessed:
    """An answer was prepared before the caller's turn was surely over.

    :ivar was_right: whether that was all that the caller said; otherwise the answer was made in vain.
    """

    session_id: str
    was_right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """The agents have used a tool. With which arguments is nobody's business here."""

    session_id: str
    tool: str
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class HumanAskedFor:
    """The caller has asked for a person. Whoever carries the call on, and knows of it, does not tell it again."""

    session_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Charged:
    """Something was used.

    :ivar bill: all of it since the event before.
    """

    session_id: str
    tenant: str
    bill: Bill
    at: datetime


class CapScope(StrEnum):
    """What a cost cap is for."""

    CALL = "call"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class CapNeared:
    """Most of what may be spent is spent. Once for each call, and each tenant and day."""

    session_id: str
    tenant: str
    scope: CapScope
    at: datetime


@dataclass(frozen=True, slots=True)
class CapReached:
    """All is spent that may be. Once for each call, and each tenant and day."""

    session_id: str
    tenant: str
    scope: CapScope
    at: datetime


CallEvent = (
    SessionChanged | TurnCompleted | TurnGuessed | ToolCalled | HumanAskedFor | Charged | CapNeared | CapReached
)
