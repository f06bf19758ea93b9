"""A circuit breaker: a provider that has failed several times is left alone for a while.

See https://martinfowler.com/bliki/CircuitBreaker.html. Libraries wrap a call; ours are streams, whose failure
shows long after they began: this one is told.
"""

import logging
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Breaker:
    """One for each provider of a leg, shared by all calls of the process.

    :ivar failures: since it was made.
    :param name: as it is logged and measured: `openai`.
    :param opens_after: failures within `within_s`. One is chance, and the next call's retry finds out; three are a
        provider that is down, and each of them has cost a caller a second.
    :param cools_s: until one caller tries again: providers' short outages last for tens of seconds.
    """

    def __init__(
        self,
        name: str,
        *,
        opens_after: int = 3,
        within_s: float = 30.0,
        cools_s: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.failures = 0
        self._opens_after = opens_after
        self._within_s = within_s
        self._cools_s = cools_s
        self._clock = clock
        self._failures = deque[float](maxlen=opens_after)
        self._opened_at: float | None = None
        self._probed_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the provider is left alone now; also while one caller tries it. When it has cooled it is not, or
        a replica without another provider would take no call, and never find out that this one is back.
        """
        return self._opened_at is not None and not self._has_cooled(self._opened_at)

    def allows(self) -> bool:
        """Whether to ask the provider now. After the time to cool, one caller in each such time is let through."""
        if self._opened_at is None:
            return True
        if not self._has_cooled(self._opened_at):
            return False
        self._probed_at = self._clock()
        return True

    def _has_cooled(self, opened_at: float) -> bool:
        return self._clock() - max(opened_at, self._probed_at or 0.0) >= self._cools_s

    def succeeded(self) -> None:
        """It has given what was asked."""
        if self._opened_at is not None:
            logger.info("%s is back", self.name)
        self._opened_at = self._probed_at = None
        self._failures.clear()

    def failed(self) -> None:
        """It has not."""
        self.failures += 1
        now = self._clock()
        self._failures.append(now)
        if self._opened_at is not None:
            self._opened_at = now
        elif len(self._failures) == self._opens_after and now - self._failures[0] <= self._within_s:
            self._opened_at = now
            logger.warning(
                "%s counts as down: %s failures within %g s", self.name, len(self._failures), self._within_s
            )
