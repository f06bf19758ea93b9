"""What a control plane has yet to be told of this replica's calls."""

from domain.entities.session import Session
from domain.interfaces.calls import Calls
from domain.interfaces.control_plane import ReplicaReport
from domain.interfaces.registry import SessionRegistry

MOST_ENDED = 200
"""In one report: an hour's calls, after a control plane was away for that long, are told piece by piece."""


class News:
    """Live sessions are told always, ended ones until a control plane has learnt of them."""

    def __init__(self, calls: Calls, registry: SessionRegistry) -> None:
        self._calls = calls
        self._registry = registry
        self._known: set[tuple[str, int]] = set()

    async def report(self, *, leaving: bool = False) -> ReplicaReport:
        """:param leaving: this replica is about to be gone."""
        sessions = await self._registry.all()
        ended = {_key(each): each for each in sessions if not each.is_live}
        self._known &= ended.keys()
        untold = [session for key, session in reversed(ended.items()) if key not in self._known]
        return ReplicaReport(
            capacity=self._calls.capacity,
            lag_s=self._calls.lag_s,
            draining=leaving or self._calls.is_stopping,
            sessions=(*(each for each in sessions if each.is_live), *untold[:MOST_ENDED]),
            more=len(untold) > MOST_ENDED,
        )

    def learnt(self, report: ReplicaReport) -> None:
        """A control plane has kept what that report told."""
        self._known |= {_key(each) for each in report.sessions if not each.is_live}

    async def carries(self, session: Session) -> bool:
        """Whether it is live, under the same owner."""
        known = await self._registry.get(session.session_id)
        return known is not None and known.is_live and known.epoch == session.epoch


def _key(session: Session) -> tuple[str, int]:
    return session.session_id, session.epoch
