"""The calls of a service, from join to end."""

from abc import ABC, abstractmethod

from domain.entities.session import EndReason, Session


class Calls(ABC):
    """Begins, follows and ends calls, here or in other processes."""

    @property
    @abstractmethod
    def live_count(self) -> int: ...

    @property
    @abstractmethod
    def capacity(self) -> int:
        """Calls at once."""

    @property
    @abstractmethod
    def lag_s(self) -> float:
        """How late a call that began now would be with what is due, one time in ten."""

    @property
    @abstractmethod
    def is_busy(self) -> bool:
        """Whether one more call would be heard by those that there are."""

    @property
    @abstractmethod
    def is_stopping(self) -> bool:
        """Whether no more calls are taken, as those that there are end."""

    @abstractmethod
    def carries(self, session_id: str) -> bool:
        """Whether it is among the live ones."""

    @abstractmethod
    async def admit(self, session: Session) -> None:
        """Begin a call: from here on it is counted and listed. `joined` tells how it went.

        :raises ServiceFull: try later.
        :raises ServiceBusy: the same.
        :raises ServiceDraining: the service is stopping.
        :raises TenantSpent: its tenant has no more to spend today.
        """

    @abstractmethod
    async def joined(self, session_id: str) -> Session:
        """Wait until an admitted call is in its room; and for a moment, when it was another owner's, until its
        caller can hear who goes on with it.

        :raises MediaUnavailable: it did not get there; nothing is left of it but its failed session.
        :raises SessionNotFound: no such call, or it is over.
        """

    @abstractmethod
    async def hand_over(self, session_id: str, *, epoch: int, successor_epoch: int, within_s: float) -> None:
        """Let the standby of that epoch, which is in the room, go on with a call; nothing is left of it here.

        :param epoch: this owner's.
        :param within_s: to wait for a moment at which nobody would notice.
        :raises SessionNotFound: no such call here.
        :raises StaleEpoch: it has another owner.
        :raises NotMovable: it goes on here.
        """

    @abstractmethod
    async def end(self, session_id: str, reason: EndReason) -> None:
        """End a call and wait until nothing of it is left. A call that is not live is no error."""

    @abstractmethod
    def drain(self) -> None:
        """Take no more calls. Those that there are go on."""

    @abstractmethod
    async def wait_empty(self) -> None:
        """Until there are no calls. To be waited for when no more are taken."""

    @abstractmethod
    async def stop(self) -> None:
        """Take no more calls and end all of them, within the stop timeout."""
