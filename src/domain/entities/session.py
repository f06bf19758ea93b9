"""The life of one call, as a state machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.entities.bill import NOTHING, Bill
from domain.entities.specialist import SUPERVISOR
from domain.errors import IllegalTransition


class Status(StrEnum):
    JOINING = "joining"
    STANDBY = "standby"
    """In the room beside the owner, silent, and ready to take the call over."""
    ACTIVE = "active"
    WAITING_FOR_HUMAN = "waiting_for_human"
    """The caller has asked for a person; the agents keep the caller company."""
    DRAINING = "draining"
    """A word of the contract, which those who ask for sessions may use. No call is in it: where a service drains,
    its calls go on as they were, until they are handed over or end."""
    LEAVING = "leaving"
    ENDED = "ended"
    FAILED = "failed"


class EndReason(StrEnum):
    """Why a call ended, or could not begin."""

    CALLER_LEFT = "caller_left"
    CALLER_SAID_GOODBYE = "caller_said_goodbye"
    CALLER_SILENT = "caller_silent"
    CALLER_ABSENT = "caller_absent"
    LEAVE_REQUESTED = "leave_requested"
    TIME_CAP = "time_cap"
    COST_CAP = "cost_cap"
    TURN_CAP = "turn_cap"
    TOKEN_CAP = "token_cap"  # noqa: S105  # of language models
    ROOM_CLOSED = "room_closed"
    DISPLACED = "displaced"
    HANDED_OVER = "handed_over"
    """Another replica carries it on, without a break."""

    STANDBY_OVER = "standby_over"
    """It was not wanted: the call went on where it was."""

    SERVICE_STOPPED = "service_stopped"
    MEDIA_UNAVAILABLE = "media_unavailable"
    PROVIDERS_FAILED = "providers_failed"
    """No provider of a leg could do its part, several times in a row; the caller was told."""

    PIPELINE_FAILED = "pipeline_failed"


CAPS = frozenset({EndReason.TIME_CAP, EndReason.COST_CAP, EndReason.TURN_CAP, EndReason.TOKEN_CAP})
"""Reasons after which a call may take no more: nothing is answered after their goodbye."""

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.JOINING: frozenset({Status.ACTIVE, Status.LEAVING, Status.FAILED}),
    Status.STANDBY: frozenset({Status.ACTIVE, Status.ENDED}),
    Status.ACTIVE: frozenset({Status.WAITING_FOR_HUMAN, Status.LEAVING, Status.FAILED}),
    Status.WAITING_FOR_HUMAN: frozenset({Status.LEAVING, Status.FAILED}),
    Status.DRAINING: frozenset({Status.LEAVING, Status.FAILED}),
    Status.LEAVING: frozenset({Status.ENDED, Status.FAILED}),
    Status.ENDED: frozenset(),
    Status.FAILED: frozenset(),
}

DEFAULT_TENANT = "default"
"""Whose a call is that says nothing of it."""

LONGEST_TENANT = 128
"""Characters: what names a room or a caller is no longer."""

FIRST_EPOCH = 1
"""Of a call that nobody has carried before."""

LIVE = frozenset(Status) - {Status.ENDED, Status.FAILED}

MOVABLE = frozenset({Status.ACTIVE, Status.WAITING_FOR_HUMAN})


def agent_identity(session_id: str, standby_epoch: int | None = None) -> str:
    """Of a call's agent in its room: one for whoever is sent there as its owner, so that a successor displaces a
    ghost, and another one for each standby, which must not.
    """
    owner = f"agent-{session_id}"
    return owner if standby_epoch is None else f"{owner}-{standby_epoch}"


def is_agent_of(session_id: str, identity: str) -> bool:
    """Whether this is the owner's identity, or that of a standby, whoever has it."""
    owner = agent_identity(session_id)
    return identity == owner or identity.startswith(f"{owner}-")


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of one call. A change makes a new value.

    :ivar session_id: names the call for good; also the key of its memory.
    :ivar user_id: the caller's identity in the room: the only participant that is listened to.
    :ivar epoch: which owner of the call this is; a store refuses what an older one writes.
    :ivar specialist: who speaks now.
    :ivar idempotency_key: of the command that began it.
    :ivar bill: what it had used when its latest turn was over; of one that has ended, all.
    """

    session_id: str
    room: str
    user_id: str
    agent_identity: str
    started_at: datetime
    epoch: int = FIRST_EPOCH
    status: Status = Status.JOINING
    reason: EndReason | None = None
    specialist: str = SUPERVISOR
    turns: int = 0
    ended_at: datetime | None = None
    idempotency_key: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    bill: Bill = NOTHING

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_standby(self) -> bool:
        return self.status is Status.STANDBY

    @property
    def is_succession(self) -> bool:
        """Whether the call has, or had, another owner."""
        return self.epoch > FIRST_EPOCH

    @property
    def tenant(self) -> str:
        """Who pays: `metadata["tenant"]`. What is no name there counts as none."""
        tenant = self.metadata.get("tenant")
        is_name = isinstance(tenant, str) and 0 < len(tenant) <= LONGEST_TENANT and tenant.isprintable()
        return str(tenant) if is_name else DEFAULT_TENANT

    @property
    def owner(self) -> str:
        """Whose it is, in the words of whoever places calls: `metadata["owner"]`. Means nothing here."""
        owner = self.metadata.get("owner")
        return owner if isinstance(owner, str) and len(owner) <= LONGEST_TENANT and owner.isprintable() else ""

    def become(self, status: Status) -> "Session":
        """Go to a state that is not an end.

        :raises IllegalTransition: the table has no such step.
        """
        if status not in TRANSITIONS[self.status]:
            raise IllegalTransition(self.status, status)
        return replace(self, status=status)

    def end(self, status: Status, reason: EndReason, at: datetime) -> "Session":
        """Go to an end.

        :raises IllegalTransition: the table has no such step.
        """
        return replace(self.become(status), reason=reason, ended_at=at)

    def after_turn(self, specialist: str) -> "Session":
        return replace(self, turns=self.turns + 1, specialist=specialist)
