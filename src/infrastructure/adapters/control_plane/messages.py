"""What travels between a replica and a control plane, as JSON."""

import json
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from domain.entities.session import Session
from domain.errors import LeaseRefused
from domain.interfaces.control_plane import Orders, ReplicaReport

LONGEST_LEASE_S = 3600.0
MOST_STALE = 10_000


@dataclass(frozen=True, slots=True)
class Replica:
    """Who reports.

    :ivar replica_id: the same after a restart.
    :ivar url: where control planes send commands.
    :ivar incarnation: new at each start.
    """

    replica_id: str
    url: str
    incarnation: str
    version: str


class _Answer(BaseModel):
    """What else is in it is from a newer control plane, and none of ours. One that is older does not say whether
    it has learnt what it was told.
    """

    lease_s: float = Field(gt=0, le=LONGEST_LEASE_S, allow_inf_nan=False)
    stale: list[Annotated[str, Field(max_length=128)]] = Field(default=[], max_length=MOST_STALE)
    drain: bool = False
    learnt: bool = True


def written(replica: Replica, report: ReplicaReport) -> str:
    return json.dumps(
        {
            "url": replica.url,
            "incarnation": replica.incarnation,
            "version": replica.version,
            "capacity": report.capacity,
            "lag_ms": round(report.lag_s * 1000, 1),
            "draining": report.draining,
            "sessions": [_session(each) for each in report.sessions],
            "more": report.more,
        }
    )


def read(text: str | bytes) -> Orders:
    """:raises LeaseRefused: it is no answer."""
    try:
        answer = _Answer.model_validate_json(text)
    except ValidationError as error:
        fields = sorted({".".join(map(str, each["loc"])) or "all of it" for each in error.errors()})
        raise LeaseRefused(
            f"its answer makes no sense ({', '.join(fields)[:100]}): is it a control plane of this version?"
        ) from None
    return Orders(answer.lease_s, tuple(answer.stale), answer.drain, answer.learnt)


def _session(session: Session) -> dict[str, object]:
    return {
        "session_id": session.session_id,
        "call_id": session.session_id,
        "room": session.room,
        "user_id": session.user_id,
        "status": session.status,
        "reason": session.reason,
        "specialist": session.specialist,
        "turns": session.turns,
        "started_at": session.started_at.isoformat(),
        "ended_at": session.ended_at.isoformat() if session.ended_at else None,
        "epoch": session.epoch,
        "tenant": session.tenant,
        "owner": session.owner,
    }
