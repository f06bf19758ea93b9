"""Where calls stand, for several owners in one test."""

from domain.entities.standing import CallStanding
from domain.interfaces.standing import CallStandings


class FakeCallStandings(CallStandings):
    """As a store that is never late."""

    def __init__(self) -> None:
        self._notes: dict[str, tuple[int, CallStanding]] = {}

    def note(self, session_id: str, standing: CallStanding, *, epoch: int) -> None:
        if epoch >= self._notes.get(session_id, (epoch,))[0]:
            self._notes[session_id] = epoch, standing

    async def latest(self, session_id: str) -> CallStanding | None:
        return self._notes[session_id][1] if session_id in self._notes else None
