"""Where calls stand, in this process alone."""

from domain.entities.standing import CallStanding
from domain.interfaces.standing import CallStandings


class NoCallStandings(CallStandings):
    """Where nobody can go on with a call, nobody asks: nothing is kept."""

    def note(self, session_id: str, standing: CallStanding, *, epoch: int) -> None:
        """It would be lost with the call."""

    async def latest(self, session_id: str) -> CallStanding | None:  # noqa: ARG002
        return None
