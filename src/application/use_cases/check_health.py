"""Say whether calls can be taken, and if not, why."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.interfaces.calls import Calls
from domain.interfaces.provider_watch import ProviderState, ProviderWatch, legs_down


class Condition(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Health:
    """
    :ivar condition: degraded when the media server cannot be reached, or a leg has no provider that is up.
    :ivar sessions: calls being carried, of at most `capacity`.
    :ivar lag_s: how late the process is with what is due, one time in ten.
    :ivar is_busy: whether that is too late for one more call.
    """

    condition: Condition
    sessions: int
    capacity: int
    media_reachable: bool
    providers: Sequence[ProviderState] = ()
    lag_s: float = 0.0
    is_busy: bool = False

    @property
    def is_able(self) -> bool:
        """Whether a join would be taken if there was room for it."""
        return self.condition is Condition.OK

    @property
    def is_ready(self) -> bool:
        """Whether a join would be taken now."""
        return self.is_able and self.sessions < self.capacity and not self.is_busy


class CheckHealth:
    """
    :param is_reachable: does the media server answer?
    """

    def __init__(
        self, *, calls: Calls, is_reachable: Callable[[], Awaitable[bool]], providers: ProviderWatch
    ) -> None:
        self._calls = calls
        self._is_reachable = is_reachable
        self._providers = providers

    async def __call__(self) -> Health:
        reachable = await self._is_reachable()
        states = self._providers.states()
        condition = Condition.OK if reachable and not legs_down(states) else Condition.DEGRADED
        if self._calls.is_stopping:
            condition = Condition.DRAINING
        calls = self._calls
        return Health(
            condition,
            calls.live_count,
            calls.capacity,
            reachable,
            states,
            lag_s=calls.lag_s,
            is_busy=calls.is_busy,
        )
