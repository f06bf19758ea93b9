"""A replica of the agent service, as the lease that it holds tells."""

from dataclasses import dataclass

from control_plane.domain.entities.agent import AgentSession


@dataclass(frozen=True, slots=True)
class Report:
    """What a replica says of itself when it renews its lease.

    :ivar url: base URL where it takes commands.
    :ivar incarnation: new at each start of its process.
    :ivar capacity: calls that it can carry at once.
    :ivar lag_ms: how late its event loop is.
    :ivar draining: it takes no new calls.
    """

    replica_id: str
    url: str
    incarnation: str
    version: str
    capacity: int
    lag_ms: float = 0.0
    draining: bool = False


@dataclass(frozen=True, slots=True)
class LeaseReport:
    """:ivar sessions: those that live, and those that ended and are not known to have been learnt of.
    :ivar more: there are others that ended, so that a session which is missing has not been lost.
    """

    report: Report
    sessions: tuple[AgentSession, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Replica:
    """A replica and its lease, as of the moment of asking.

    :ivar sessions: calls that it carries, as it said last.
    :ivar reserved: calls that are on their way to it.
    :ivar lease_left_s: seconds until it counts as gone; when negative, for how long it has been gone.
    :ivar broken: its lease ended because its connection broke, and not because time passed.
    :ivar told_to_drain: an operator wants it empty.
    """

    report: Report
    sessions: int
    reserved: int
    lease_left_s: float
    broken: bool = False
    told_to_drain: bool = False

    @property
    def replica_id(self) -> str:
        return self.report.replica_id

    @property
    def url(self) -> str:
        return self.report.url

    @property
    def is_alive(self) -> bool:
        return self.lease_left_s > 0

    @property
    def load(self) -> int:
        return self.sessions + self.reserved

    @property
    def is_draining(self) -> bool:
        """By itself, or because an operator wants it to."""
        return self.report.draining or self.told_to_drain

    @property
    def takes_calls(self) -> bool:
        return self.is_alive and not self.is_draining and self.load < self.report.capacity


@dataclass(frozen=True, slots=True)
class Renewal:
    """A lease that was renewed.

    :ivar number: later renewals, of whichever replica, have higher ones.
    :ivar was_over: until then it was over, or belonged to an earlier process of that replica.
    """

    number: int
    was_over: bool
    told_to_drain: bool


@dataclass(frozen=True, slots=True)
class Preference:
    """Which of the replicas that have room gets a call: the first by version, then by load, then by id.

    :ivar by_share: load is a share of capacity; otherwise it is a number of calls.
    :ivar version_first: replicas of this version come before all others; empty: no matter.
    """

    by_share: bool = True
    version_first: str = ""

    def rank(self, replica: Replica) -> tuple[bool, float, str]:
        other_version = bool(self.version_first) and replica.report.version != self.version_first
        load = replica.load / replica.report.capacity if self.by_share else replica.load
        return other_version, load, replica.replica_id
