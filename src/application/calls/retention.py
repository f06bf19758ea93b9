"""How long a call that is over can be asked for."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.interfaces.registry import SessionRegistry


@dataclass(frozen=True, slots=True)
class Retention:
    """
    :ivar kept_s: since the call's end.
    :ivar forget: those who know more of a session than the registry does, told its id.
    """

    registry: SessionRegistry
    kept_s: float
    now: Callable[[], datetime]
    forget: Sequence[Callable[[str], Awaitable[None]]] = ()

    async def forget_expired(self) -> None:
        horizon = self.now() - timedelta(seconds=self.kept_s)
        for session in await self.registry.all():
            if session.ended_at is not None and session.ended_at < horizon:
                for forget in self.forget:
                    await forget(session.session_id)
                await self.registry.drop(session.session_id)
