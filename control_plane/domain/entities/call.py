"""A call, as the control plane sees it: who wants it, and who carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from control_plane.domain.entities.agent import AgentSession


class CallStatus(StrEnum):
    """`wanted` until an agent service carries it; then what that service says of its session; `recovering` from
    when that service was lost until another one carries it.
    """

    WANTED = "wanted"
    RECOVERING = "recovering"
    JOINING = "joining"
    ACTIVE = "active"
    WAITING_FOR_HUMAN = "waiting_for_human"
    DRAINING = "draining"
    LEAVING = "leaving"
    ENDED = "ended"
    FAILED = "failed"


DEFAULT_TENANT = "default"
"""Of all who have none of their own: where there is no issuer of tokens, everyone."""
OVER = frozenset({CallStatus.ENDED, CallStatus.FAILED})
MOVABLE = frozenset({CallStatus.ACTIVE, CallStatus.WAITING_FOR_HUMAN})
WITHOUT_MEDIA = "media_unavailable"
"""What an agent service says of a session that has not reached the room, or has lost it."""
FIRST_EPOCH = 1
MOST_RECOVERIES = 5
"""What ends so many agent services in `RECOVERIES_WITHIN` is likely to be the call itself."""
RECOVERIES_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of one call. A change makes a new value.

    :ivar identity: the caller that the room was made for.
    :ivar epoch: which attempt at carrying it this is; agents and registries refuse what an older one writes.
    :ivar agent: base URL of the agent service that carries it; empty while none does.
    :ivar session_id: the agent service's name for it; empty while none carries it.
    :ivar confirmed_at: when an agent service last vouched for it.
    :ivar room_chosen: the caller asked for this room, so it cannot be exchanged for another one.
    :ivar metadata: what the caller's page told, for every agent service that carries the call.
    :ivar recoveries: when it was given to another agent service that did not refuse it, as far as that matters.
    :ivar tenant: for whom alone, besides superadmins, it exists.
    :ivar owner: who began it, as `Principal.owner`; empty when that is not known.
    :ivar is_found: it was learnt from the agent service that carries it, and what its page told is not known yet.
    :ivar reserved_epoch: the newest that was given to an agent service which may not have taken the call.
    """

    call_id: str
    room: str
    identity: str
    started_at: datetime
    confirmed_at: datetime
    epoch: int = FIRST_EPOCH
    agent: str = ""
    session_id: str = ""
    status: CallStatus = CallStatus.WANTED
    reason: str | None = None
    specialist: str = ""
    turns: int = 0
    ended_at: datetime | None = None
    room_chosen: bool = False
    metadata: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    recoveries: tuple[datetime, ...] = ()
    tenant: str = DEFAULT_TENANT
    owner: str = ""
    is_found: bool = False
    reserved_epoch: int = 0

    @property
    def next_epoch(self) -> int:
        """That nobody has had."""
        return max(self.epoch, self.reserved_epoch) + 1

    @property
    def is_live(self) -> bool:
        return self.status not in OVER

    def is_for(self, caller: "Call") -> bool:
        """Whether this call is for the caller who wants that one. Where the owner is not known, the identity is
        all that there is to tell.
        """
        is_same = (self.tenant, self.identity) == (caller.tenant, caller.identity)
        return is_same and self.owner in ("", caller.owner)

    def carried(self, agent: str, session: AgentSession, at: datetime) -> "Call":
        """As an agent service says that it is. An end stands: nothing said afterwards revives the call. But of a
        successor that the media server did not let in nothing has ended: the caller waits for the next one.
        """
        if not self.is_live or session.is_aside:
            return self
        status = CallStatus(session.status)
        is_successor = self.epoch > FIRST_EPOCH
        if is_successor and status is CallStatus.FAILED and session.reason == WITHOUT_MEDIA:
            return self.lost(at)
        return replace(
            self,
            agent=agent,
            session_id=session.session_id,
            status=status,
            reason=session.reason,
            specialist=session.specialist,
            turns=session.turns,
            ended_at=(session.ended_at or at) if status in OVER else None,
            confirmed_at=at,
        )

    def over(self, status: CallStatus, reason: str, at: datetime) -> "Call":
        """At its end; the first reason stands."""
        return replace(self, status=status, reason=reason, ended_at=at) if self.is_live else self

    def succeeded(self) -> "Call":
        """The same call, to be carried by another agent service."""
        return replace(self, epoch=self.next_epoch, agent="", session_id="", status=CallStatus.WANTED)

    def lost(self, at: datetime) -> "Call":
        """Its agent service is gone. A call that was about to end is over; any other one waits for a successor."""
        if self.status is CallStatus.LEAVING:
            return self.over(CallStatus.ENDED, self.reason or "agent_lost", at)
        return replace(self, agent="", status=CallStatus.RECOVERING) if self.is_live else self

    def taken_up(self, at: datetime) -> "Call":
        """The next epoch of a lost call, about to be given to another agent service; or its end, when that was
        tried too often.
        """
        recent = tuple(each for each in self.recoveries if at - each < RECOVERIES_WITHIN)
        following = replace(self, epoch=self.next_epoch, recoveries=(*recent, at))
        if len(recent) >= MOST_RECOVERIES:
            return following.given_up(at)
        return following

    def refused(self, owned_epoch: int) -> "Call":
        """After it was taken up, and surely refused by all that were asked: it waits on, and that was no recovery.
        Nobody else gets its epoch.

        :param owned_epoch: the newest under which an agent may have begun: that agent may go on with the call.
        """
        return replace(
            self,
            epoch=owned_epoch,
            reserved_epoch=max(self.epoch, self.reserved_epoch),
            agent="",
            status=CallStatus.RECOVERING,
            recoveries=self.recoveries[:-1],
        )

    def given_up(self, at: datetime) -> "Call":
        return self.over(CallStatus.FAILED, "recovery_exhausted", at)


def found_at(agent: str, session: AgentSession, at: datetime) -> Call:
    """A call that is known only from the agent service that carries it."""
    call = Call(
        call_id=session.call_id or session.session_id,
        room=session.room,
        identity=session.user_id,
        started_at=session.started_at or at,
        confirmed_at=at,
        epoch=session.epoch,
        room_chosen=True,
        tenant=session.tenant or DEFAULT_TENANT,
        owner=session.owner,
        is_found=True,
    )
    return call.carried(agent, session, at)
