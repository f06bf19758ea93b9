"""A transport whose calls are held in memory, and end when a test says so."""

import asyncio
from collections.abc import Callable

from domain.entities.session import EndReason, Session, Status
from domain.errors import NotMovable, ParleyError
from domain.interfaces.conversation import Conversation
from domain.interfaces.transport import CallTransport, CarriedCall


class FakeCarriedCall(CarriedCall):
    """:ivar announced: every status that the room was shown, in order.
    :ivar standbys: identities of those in the room who can go on with the call.
    :ivar handed_over_to: those who were asked to, in order.
    :ivar is_heard: by its caller; set at once unless the transport says otherwise.
    """

    def __init__(self, session: Session, conversation: Conversation) -> None:
        self.session = session
        self.conversation = conversation
        self.announced: list[Status] = []
        self.standbys: set[str] = set()
        self.handed_over_to: list[str] = []
        self.is_heard = asyncio.Event()
        self._ended: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()

    async def until_heard(self) -> None:
        await self.is_heard.wait()

    async def wait_ended(self) -> EndReason:
        return await asyncio.shield(self._ended)

    def announce(self, status: Status) -> None:
        if not self._ended.done():
            self.announced.append(status)

    async def hand_over(self, successor: str, within_s: float) -> None:
        if self._ended.done() or successor not in self.standbys:
            raise NotMovable("its successor is not in the room")
        self.handed_over_to.append(successor)
        self.hang_up(EndReason.HANDED_OVER)

    def hang_up(self, reason: EndReason) -> None:
        if not self._ended.done():
            self._ended.set_result(reason)


class FakeCallTransport(CallTransport):
    """:ivar carried: every call that was begun, in order.

    :param refusal: what carrying raises instead.
    :param gate: carrying waits for it, as for a slow server.
    :param are_heard: whether callers hear who carries their calls.
    """

    def __init__(
        self,
        *,
        refusal: Callable[[], ParleyError] | None = None,
        gate: asyncio.Event | None = None,
        are_heard: bool = True,
    ) -> None:
        self.carried: list[FakeCarriedCall] = []
        self.refusal = refusal
        self.gate = gate
        self.are_heard = are_heard
        self.reachable = True
        self.closed = False

    async def carry(self, session: Session, conversation: Conversation) -> FakeCarriedCall:
        if self.gate is not None:
            await self.gate.wait()
        if self.refusal is not None:
            raise self.refusal()
        call = FakeCarriedCall(session, conversation)
        if self.are_heard:
            call.is_heard.set()
        self.carried.append(call)
        return call

    async def is_reachable(self) -> bool:
        return self.reachable

    async def close(self) -> None:
        self.closed = True
