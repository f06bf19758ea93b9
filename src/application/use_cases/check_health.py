"""Say whether calls can be taken, and if not, why."""

from dataclasses import dataclass
from enum import StrEnum

from application.calls import Calls
from domain.interfaces.transport import CallTransport


class Condition(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Health:
    """
    :ivar condition: degraded when the media server cannot be reached.
    :ivar sessions: calls being carried, of at most `capacity`.
    """

    condition: Condition
    sessions: int
    capacity: int
    media_reachable: bool

    @property
    def is_ready(self) -> bool:
        """Whether a join would be taken now."""
        return self.condition is Condition.OK and self.sessions < self.capacity


class CheckHealth:
    def __init__(self, *, calls: Calls, transport: CallTransport) -> None:
        self._calls = calls
        self._transport = transport

    async def __call__(self) -> Health:
        reachable = await self._transport.is_reachable()
        condition = Condition.OK if reachable else Condition.DEGRADED
        if self._calls.is_stopping:
            condition = Condition.DRAINING
        return Health(condition, self._calls.live_count, self._calls.capacity, reachable)
