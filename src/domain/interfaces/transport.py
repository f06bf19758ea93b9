"""The way between a caller's ear and mouth and the agents."""

from abc import ABC, abstractmethod

from domain.entities.session import EndReason, Session


class CallListener(ABC):
    """What a carried call reports, in order, from its own task."""

    @abstractmethod
    async def on_turn(
        self, *, said: str, heard: str, interrupted: bool, specialist: str, response_ms: float | None
    ) -> None:
        """An exchange is over: the caller has heard `heard` of the answer."""

    @abstractmethod
    async def on_specialist(self, name: str) -> None:
        """Someone else speaks from now on."""


class CarriedCall(ABC):
    """A call that is in its room."""

    @abstractmethod
    async def wait_ended(self) -> EndReason:
        """Until the call ends by itself or by `hang_up`. The room is then gone, and everything released."""

    @abstractmethod
    async def hang_up(self, reason: EndReason) -> None:
        """End the call; returns when all of it is released. Twice is no error: the first reason stands."""


class CallTransport(ABC):
    """Carries calls: joins the room, listens, speaks."""

    @abstractmethod
    async def carry(self, session: Session, listener: CallListener) -> CarriedCall:
        """Join the session's room under the session's agent identity and begin the conversation.

        Returns as soon as the agent is in the room; listening and speaking begin by themselves when the caller
        is there. On an error, or when cancelled, nothing is left behind.

        :raises MediaUnavailable: the room cannot be joined. Trying again may help.
        """

    @abstractmethod
    async def is_reachable(self) -> bool:
        """Does the media server answer now? Never raises, takes at most 2 s."""
