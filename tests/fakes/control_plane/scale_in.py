"""Remembers what replicas are said to be worth."""

from control_plane.domain.errors import ScaleInUnavailable
from control_plane.domain.interfaces.scale_in import ScaleIn


class FakeScaleIn(ScaleIn):
    """:ivar costs: what was told last, by replica.
    :ivar tellings: how often anything was told.
    :ivar is_away: it cannot be told anything.
    """

    def __init__(self) -> None:
        self.costs: dict[str, int] = {}
        self.tellings = 0
        self.is_away = False

    async def weigh(self, replica_id: str, cost: int) -> None:
        if self.is_away:
            raise ScaleInUnavailable("away")
        self.tellings += 1
        self.costs[replica_id] = cost
