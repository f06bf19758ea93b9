"""When a control plane is tried again, and what is said of those that fail."""

import logging
from collections.abc import Callable

from domain.errors import ControlPlaneUnavailable, LeaseRefused

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.1
"""Before the next attempt. A replica that is back within 0.2 s has lost nothing."""

LONGEST_PAUSE_S = 2.0

REFUSED_PAUSE_S = 5.0
"""After a refusal, which time seldom heals."""


class Attempts:
    """
    :param chance: from 0 to 1, so that replicas do not come back all at once.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._pause_s = FIRST_PAUSE_S
        self._told: set[tuple[str, type[Exception]]] = set()

    def worked(self) -> None:
        self._pause_s = FIRST_PAUSE_S
        self._told.clear()

    def failed(self, address: str, error: ControlPlaneUnavailable | LeaseRefused) -> float:
        """:returns: after how long to try the next one."""
        if (address, type(error)) not in self._told:  # once, until one works again
            self._told.add((address, type(error)))
            _tell(address, error)
        if not isinstance(error, ControlPlaneUnavailable):
            return REFUSED_PAUSE_S
        pause_s = self._pause_s * (1 + self._chance()) / 2
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
        return pause_s


def _tell(address: str, error: ControlPlaneUnavailable | LeaseRefused) -> None:
    if isinstance(error, ControlPlaneUnavailable):
        logger.warning("the control plane at %s is away: %s. Calls go on", address, error)
    else:
        logger.error("the control plane at %s takes no lease: %s. Calls go on", address, error)
