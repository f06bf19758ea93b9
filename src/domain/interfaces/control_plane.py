"""Telling a control plane which calls this replica carries."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from domain.entities.session import Session


@dataclass(frozen=True, slots=True, eq=False)
class ReplicaReport:
    """How this replica is at one moment.

    :ivar lag_s: how late a call that began now would be with what is due, one time in ten.
    :ivar draining: it takes no more calls.
    :ivar sessions: the live ones, and those that have ended without the control plane knowing.
    :ivar more: there are others that have ended: the next reports tell them.
    """

    capacity: int
    lag_s: float
    draining: bool
    sessions: Sequence[Session]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Orders:
    """What a control plane answers to a report.

    :ivar lease_s: so long this replica counts as alive without another report.
    :ivar stale: calls of that report which are carried elsewhere by now: to be ended at once, in rooms that
        stay open.
    :ivar drain: take no more calls.
    :ivar learnt: it has kept what that report told. Otherwise what has ended is to be told again, to whichever
        control plane is next.
    """

    lease_s: float
    stale: Sequence[str] = ()
    drain: bool = False
    learnt: bool = True


class LeaseLine(ABC):
    """A connection to a control plane. That it breaks says that this replica may have died."""

    @abstractmethod
    async def send(self, report: ReplicaReport) -> None:
        """Each is answered, in order. Does not wait for the answer.

        :raises ControlPlaneUnavailable: the connection is broken.
        """

    @abstractmethod
    async def answer(self) -> Orders:
        """Wait for the next one.

        :raises ControlPlaneUnavailable: the connection is broken.
        :raises LeaseRefused: the control plane does not want this replica, or says what makes no sense.
        """

    @abstractmethod
    async def close(self) -> None:
        """This replica goes, in good order: its last report was a draining one without sessions."""

    @abstractmethod
    def drop(self) -> None:
        """Let go of it at once. One that is closed is no error."""


class ControlPlane(ABC):
    """One of the control plane's instances, any of which knows all that the others do."""

    @property
    @abstractmethod
    def address(self) -> str:
        """For the log."""

    @abstractmethod
    async def open(self) -> LeaseLine:
        """Connect, which takes a second at most.

        :raises ControlPlaneUnavailable: try again, or another instance.
        :raises LeaseRefused: it does not let this replica in.
        """


@dataclass(frozen=True, slots=True)
class LeaseState:
    """
    :ivar is_connected: a control plane has answered, and the connection holds.
    :ivar renewals: reports that were answered, since the process began.
    :ivar breaks: connections that were lost.
    """

    is_connected: bool
    renewals: int
    breaks: int


class LeaseWatch(ABC):
    @abstractmethod
    def state(self) -> LeaseState | None:
        """None: this replica works alone. Answers at once."""
