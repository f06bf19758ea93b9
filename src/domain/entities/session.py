"""The life of one call, as a state machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.entities.specialist import SUPERVISOR
from domain.errors import IllegalTransition


class Status(StrEnum):
    JOINING = "joining"
    ACTIVE = "active"
    WAITING_FOR_HUMAN = "waiting_for_human"
    """The caller has asked for a person; the agents keep the caller company."""
    DRAINING = "draining"
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
    ROOM_CLOSED = "room_closed"
    DISPLACED = "displaced"
    SERVICE_STOPPED = "service_stopped"
    MEDIA_UNAVAILABLE = "media_unavailable"
    PIPELINE_FAILED = "pipeline_failed"


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.JOINING: frozenset({Status.ACTIVE, Status.LEAVING, Status.FAILED}),
    Status.ACTIVE: frozenset({Status.WAITING_FOR_HUMAN, Status.DRAINING, Status.LEAVING, Status.FAILED}),
    Status.WAITING_FOR_HUMAN: frozenset({Status.DRAINING, Status.LEAVING, Status.FAILED}),
    Status.DRAINING: frozenset({Status.LEAVING, Status.FAILED}),
    Status.LEAVING: frozenset({Status.ENDED, Status.FAILED}),
    Status.ENDED: frozenset(),
    Status.FAILED: frozenset(),
}

LIVE = frozenset({Status.JOINING, Status.ACTIVE, Status.WAITING_FOR_HUMAN, Status.DRAINING, Status.LEAVING})


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of one call. A change makes a new value.

    :ivar session_id: names the call for good; also the key of its memory.
    :ivar user_id: the caller's identity in the room: the only participant that is listened to.
    :ivar epoch: which owner of the call this is; a store refuses what an older one writes.
    :ivar specialist: who speaks now.
    :ivar idempotency_key: of the command that began it.
    """

    session_id: str
    room: str
    user_id: str
    agent_identity: str
    started_at: datetime
    epoch: int = 1
    status: Status = Status.JOINING
    reason: EndReason | None = None
    specialist: str = SUPERVISOR
    turns: int = 0
    ended_at: datetime | None = None
    idempotency_key: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

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
