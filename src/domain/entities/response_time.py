"""How long a caller waited for an answer, and for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """From the end of the caller's speech to the first sound of the answer, in milliseconds.

    :ivar waiting_ms: until the turn was taken for over.
    :ivar thinking_ms: from then to the first word. An answer that was prepared has it at once.
    :ivar speaking_ms: from then to its first sound.
    """

    waiting_ms: float
    thinking_ms: float
    speaking_ms: float

    def __str__(self) -> str:
        parts = f"{self.waiting_ms:.0f} waiting, {self.thinking_ms:.0f} thinking, {self.speaking_ms:.0f} speaking"
        return f"answered after {self.total_ms:.0f} ms: {parts}"

    @property
    def total_ms(self) -> float:
        return self.waiting_ms + self.thinking_ms + self.speaking_ms
