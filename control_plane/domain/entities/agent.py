"""What is said to agent services, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SessionStatus = Literal[
    "joining", "standby", "active", "waiting_for_human", "draining", "leaving", "ended", "failed"
]


@dataclass(frozen=True, slots=True)
class JoinCommand:
    """Carry this call.

    :ivar standby: get ready to go on with it when its owner hands it over.
    :ivar idempotency_key: the same for a repeated command, which must not make a second agent.
    """

    room: str
    user_id: str
    call_id: str
    epoch: int
    metadata: Mapping[str, object]
    standby: bool = False

    @property
    def idempotency_key(self) -> str:
        return f"{self.call_id}:{self.epoch}"


@dataclass(frozen=True, slots=True)
class AgentSession:
    """An agent service's session, as it tells it. Facts that it leaves out are empty.

    :ivar tenant: what its join command said, as is `owner`.
    :ivar metadata: the same; leases do not tell it.
    """

    session_id: str
    room: str
    user_id: str
    status: SessionStatus
    reason: str | None = None
    specialist: str = ""
    turns: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    call_id: str = ""
    epoch: int = 1
    tenant: str = ""
    owner: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)

    @property
    def is_aside(self) -> bool:
        """It says nothing of the call: it waits for it, or it was over there alone."""
        return self.status == "standby" or self.reason in ("handed_over", "standby_over")


@dataclass(frozen=True, slots=True)
class AgentHealth:
    """How an agent service is.

    :ivar status: `ok`, or a word for what is wrong.
    :ivar sessions: calls that it carries now.
    :ivar capacity: calls that it can carry at once.
    :ivar has_media: it reaches the LiveKit server, as far as it says.
    """

    status: str
    sessions: int
    capacity: int
    has_media: bool = True
