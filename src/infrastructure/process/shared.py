"""What a process that carries calls shares with the one that answers for all of them."""

from datetime import date
from decimal import Decimal

from domain.entities.events import CallEvent
from domain.entities.session import Session
from domain.errors import SpendingUnavailable
from domain.interfaces.spending import Spending
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.process.channel import Channel, PeerFailed, PeerGone


class SharedRegistry(InMemorySessionRegistry):
    """Knows the sessions of this process; the other one is told of each change."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    async def save(self, session: Session) -> None:
        await super().save(session)
        self._channel.tell("save", session)


class SharedEvents(InMemoryCallEvents):
    """For who listens in this process, and in the other."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    def publish(self, event: CallEvent) -> None:
        super().publish(event)
        self._channel.tell("publish", event)


class SharedSpending(Spending):
    """One sum for all processes: the other one keeps it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def add(self, tenant: str, day: date, amount: Decimal) -> Decimal:
        return await self._ask("add", tenant, day, amount)

    async def spent(self, tenant: str, day: date) -> Decimal:
        return await self._ask("spent", tenant, day)

    async def _ask(self, name: str, *args: object) -> Decimal:
        try:
            return await self._channel.ask(name, *args)
        except (PeerGone, PeerFailed) as error:
            raise SpendingUnavailable("the process that keeps what was spent does not answer") from error
