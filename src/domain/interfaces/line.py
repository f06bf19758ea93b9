"""One call's sound, both ways, and what is shown beside it."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from enum import StrEnum


class AgentState(StrEnum):
    """What the agents are seen to do."""

    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


class Line(ABC):
    """What carries a call, as the conversation sees it. Nothing here waits for the caller's side."""

    @abstractmethod
    def __aiter__(self) -> AsyncIterator[bytes]:
        """What the caller says, as it comes: mono s16le at 16 kHz, in windows of 32 ms (512 samples).

        An empty one says that the sound has stopped: no microphone, or a muted one. It ends with the line.
        """

    @property
    @abstractmethod
    def can_hear(self) -> bool:
        """Whether the caller has an open microphone."""

    @property
    @abstractmethod
    def unheard_ms(self) -> int:
        """Of the caller's sound, what nobody has taken yet."""

    @property
    @abstractmethod
    def queued_ms(self) -> float:
        """What `play` was given, and has not left yet."""

    @abstractmethod
    async def someone_listens(self) -> None:
        """Until the caller is there to hear what is played."""

    @abstractmethod
    async def play(self, pcm: bytes) -> None:
        """Queue it behind what is queued: mono s16le at the synthesiser's rate, some 20 to 60 ms.

        Returns at once: whoever plays sees to it that `queued_ms` stays short, as `drop` undoes nothing else.
        """

    @abstractmethod
    def drop(self) -> float:
        """Forget what is queued; in milliseconds, how much that was."""

    @abstractmethod
    def show_caller(self, text: str, *, is_final: bool) -> None:
        """The words of the caller's utterance so far; the final ones end it."""

    @abstractmethod
    def show_agent(self, piece: str) -> None:
        """The next words of what is spoken, blanks included."""

    @abstractmethod
    def end_agent(self) -> None:
        """What was spoken is over, or cut off."""

    @abstractmethod
    def show_state(self, state: AgentState) -> None:
        """What the agents do now."""
