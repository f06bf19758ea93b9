"""What was said in a call."""

from abc import ABC, abstractmethod

from domain.entities.turn import Turn


class CallMemory(ABC):
    """The turns of each call, in order, fenced by the call's epoch."""

    @abstractmethod
    async def append(self, session_id: str, turn: Turn, *, epoch: int) -> None:
        """Add a turn that is over.

        :raises StaleEpoch: a newer epoch has written to this session.
        """

    @abstractmethod
    async def recall(self, session_id: str) -> tuple[Turn, ...]:
        """All turns, oldest first; none for an unknown session."""

    @abstractmethod
    async def claim(self, session_id: str, *, epoch: int) -> bool:
        """Have the call: what older epochs write from now on is refused, wherever they are. False: others know
        nothing of it.

        :raises StaleEpoch: a newer epoch has it.
        """

    @abstractmethod
    async def settle(self) -> bool:
        """Wait until all that was written is where owners elsewhere find it. False: nobody else can."""

    @abstractmethod
    async def forget(self, session_id: str) -> None:
        """Drop a session's turns. Unknown sessions are no error."""
