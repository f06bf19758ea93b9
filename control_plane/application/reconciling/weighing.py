"""Telling which replicas it would cost the least to lose."""

import logging
from collections.abc import Callable, Collection

from control_plane.application.background import Background
from control_plane.domain.entities.replica import Replica
from control_plane.domain.errors import ScaleInUnavailable
from control_plane.domain.interfaces.scale_in import ScaleIn

logger = logging.getLogger(__name__)
EVERY_S = 10.0
"""Those who take replicas away wait for minutes before they do."""


class Weighing:
    """Looks at the replicas now and then, and tells what has changed.

    :param clock: seconds that only go on.
    """

    def __init__(self, scale_in: ScaleIn, background: Background, clock: Callable[[], float]) -> None:
        self._scale_in = scale_in
        self._background = background
        self._clock = clock
        self._next_s = float("-inf")
        self._told: dict[str, int] = {}
        self._is_telling = False
        self._failed = False

    @property
    def is_due(self) -> bool:
        """Before that a look does nothing, so the replicas need not be read."""
        return not self._is_telling and self._clock() >= self._next_s

    def begin_anew(self) -> None:
        """Forget what was told: others may have told something else since."""
        self._told = {}
        self._next_s = float("-inf")

    def look(self, replicas: Collection[Replica]) -> None:
        """Returns at once."""
        if not self.is_due:
            return
        self._next_s = self._clock() + EVERY_S
        costs = {replica.replica_id: cost_of(replica.load) for replica in replicas if replica.is_alive}
        self._told = {name: cost for name, cost in self._told.items() if name in costs}
        changed = {name: cost for name, cost in costs.items() if self._told.get(name) != cost}
        if changed:
            self._is_telling = True
            self._background.start("replicas:weigh", self._tell(changed, self._told))

    async def _tell(self, costs: dict[str, int], told: dict[str, int]) -> None:
        try:
            for replica_id, cost in costs.items():
                await self._scale_in.weigh(replica_id, cost)
                told[replica_id] = cost
            self._failed = False
        except ScaleInUnavailable as error:
            if not self._failed:
                logger.warning("the wrong replicas may be taken away: %s", error)
            self._failed = True
        finally:
            self._is_telling = False


def cost_of(calls: int) -> int:
    """The next power of two: each telling is a write to the cluster's own registry, and 17 calls are like 20."""
    return 1 << (calls - 1).bit_length() if calls else 0
