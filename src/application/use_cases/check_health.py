"""Say whether calls can be taken, and if not, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from application.calls import Calls
from domain.interfaces.provider_watch import ProviderState, ProviderWatch, legs_down
from domain.interfaces.transport import CallTransport


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
    def is_ready(self) -> bool:
        """Whether a join would be taken now."""
        return self.condition is Condition.OK and self.sessions < self.capacity and not self.is_busy


class CheckHealth:
    def __init__(self, *, calls: Calls, transport: CallTransport, providers: ProviderWatch) -> None:
        self._calls = calls
        self._transport = transport
        self._providers = providers

    async def __call__(self) -> Health:
        reachable = await self._transport.is_reachable()
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
