"""How far the answers are that are being spoken."""

from abc import ABC, abstractmethod

from domain.entities.saying import Saying


class AnswerProgress(ABC):
    """Of each call the newest note, fenced by its epoch. It outlives whoever speaks, where others can go on."""

    @abstractmethod
    def note(self, session_id: str, saying: Saying | None, *, epoch: int) -> None:
        """Keep it; None when nothing is being said. Returns at once and never fails: a note that could not be kept
        is followed by a newer one.
        """

    @abstractmethod
    async def latest(self, session_id: str) -> Saying | None:
        """None for a call in which nothing was being said, and for an unknown one."""
