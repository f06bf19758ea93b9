"""Where calls stand."""

from abc import ABC, abstractmethod

from domain.entities.standing import CallStanding


class CallStandings(ABC):
    """Of each call the newest note, fenced by its epoch. It outlives its owner, where others can go on."""

    @abstractmethod
    def note(self, session_id: str, standing: CallStanding, *, epoch: int) -> None:
        """Keep it. Returns at once and never fails: a note that could not be kept is followed by a newer one."""

    @abstractmethod
    async def latest(self, session_id: str) -> CallStanding | None:
        """None for an unknown call."""
