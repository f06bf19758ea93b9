"""The way between a caller's ear and mouth and the agents."""

from abc import ABC, abstractmethod

from domain.entities.session import EndReason, Session, Status
from domain.interfaces.conversation import Conversation


class CarriedCall(ABC):
    """A call that is in its room."""

    @abstractmethod
    async def wait_ended(self) -> EndReason:
        """Until the call is over, by itself or by `hang_up`. The room is then gone, and all is released.

        May be cancelled, which does not end the call.
        """

    @abstractmethod
    async def until_heard(self) -> None:
        """Until the caller can hear the agent; for half a second at most, as there may be no caller."""

    @abstractmethod
    def announce(self, status: Status) -> None:
        """Show everybody in the room how the session is now. Of a call that is over there is nothing to show."""

    @abstractmethod
    async def hand_over(self, successor: str, within_s: float) -> None:
        """Wait for a moment at which nobody would notice, and let a standby in the room go on. The call is then
        ended here as `HANDED_OVER`, in a room that stays open.

        :param successor: the standby's identity.
        :param within_s: after so long the end of a sentence will do, and the middle of what the caller says.
        :raises NotMovable: the call goes on here.
        """

    @abstractmethod
    def hang_up(self, reason: EndReason) -> None:
        """Begin to end the call. Twice is no error: the first reason stands."""


class CallTransport(ABC):
    """Carries calls: joins the room, listens, speaks."""

    async def warm(self) -> None:  # noqa: B027  # most have nothing to make ready
        """Make ready what takes time, such as connections to those who listen and speak; when a call begins."""

    @abstractmethod
    async def carry(self, session: Session, conversation: Conversation) -> CarriedCall:
        """Join the session's room under the session's agent identity and begin the conversation.

        A standby only gets ready for that: it begins when the owner hands the call over, and ends by itself when
        that does not happen. Its end never closes the room.

        Returns as soon as the agent is in the room; listening and speaking begin by themselves when the
        caller is there. On an error, or when cancelled, nothing is left behind.

        :raises MediaUnavailable: the room cannot be joined. Trying again may help.
        """

    @abstractmethod
    async def is_reachable(self) -> bool:
        """Does the media server answer now? Never raises, takes at most 2 s."""

    @abstractmethod
    async def close(self) -> None:
        """Release what all calls share. Calls must have ended."""
