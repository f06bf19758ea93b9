"""Passing a live call on inside its room: from its owner to a standby, by LiveKit's remote procedure calls.

Two steps, so that one of them has the call at any time. The standby is told all, and reads what it must, while
the owner, silent, still has the call. Then the owner lets go: a standby that is told so within the time that the
offer gave it goes on; one that is told later does not. The server says who calls, and nobody but the call's agents
gets a token for such an identity. https://docs.livekit.io/home/client/data/rpc/
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from livekit import rtc
from pydantic import TypeAdapter, ValidationError

from domain.entities.handover import Handover
from domain.entities.session import Status, is_agent_of
from domain.errors import NotMovable, ParleyError
from infrastructure.transport.announcements import STATUS

OFFER, GO_ON = "parley.offer", "parley.go_on"

READY_WITHIN_S = 0.7
"""It takes some 10 ms. Meanwhile the caller's sound waits, for 2 s at most, here and in what follows."""

VALID_S = 0.5
"""For the owner's word to come; it takes some 5 ms. By the clock of whoever waits for it, as those of two machines
differ: it begins there before the owner knows of it, and so is over there first."""

ASKED_AGAIN_S = 0.2
"""The same word is given again: it may have been obeyed, and the answer alone be lost."""

DECIDED_WITHIN_S = 0.1
"""A standby refuses at once, or not at all: what takes longer goes on."""

UNSURE = frozenset(
    {
        rtc.RpcError.ErrorCode.CONNECTION_TIMEOUT,
        rtc.RpcError.ErrorCode.RESPONSE_TIMEOUT,
        rtc.RpcError.ErrorCode.SEND_FAILED,
    }
)
"""Of these nobody knows whether it was obeyed. After all others it was not, and will not be."""


@dataclass(frozen=True, slots=True)
class Offer:
    """:ivar number: names it.
    :ivar valid_s: from when the standby says that it is ready.
    """

    number: str
    valid_s: float
    handover: Handover


_OFFER = TypeAdapter(Offer)


async def pass_on(room: rtc.Room, successor: str, handover: Handover) -> None:
    """Return when the successor goes on.

    :raises NotMovable: it does not, and will not. Only one that nothing was heard from any more, by word or by its
        attributes, may do so all the same; then it sends this agent out.
    """
    offer = Offer(uuid4().hex, VALID_S, handover)
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await _ask(room, successor, OFFER, _OFFER.dump_json(offer).decode())
    except (rtc.RpcError, TimeoutError) as error:
        raise NotMovable("its successor is not ready to take it") from error
    await _let_go(room, successor, offer)


async def _let_go(room: rtc.Room, successor: str, offer: Offer) -> None:
    """What is asked when the offer is over is answered for good, so one more question follows then."""
    clock = asyncio.get_running_loop().time
    until = clock() + offer.valid_s
    is_last = False
    while not is_last:
        is_last = clock() >= until
        try:
            async with asyncio.timeout(ASKED_AGAIN_S):
                await _ask(room, successor, GO_ON, offer.number)
        except rtc.RpcError as error:
            if error.code not in UNSURE:
                raise NotMovable("its successor does not take it") from error
            await asyncio.sleep(ASKED_AGAIN_S / 4)
        except TimeoutError:
            pass
        else:
            return
        if _has_taken(room, successor):
            return
    raise NotMovable("its successor does not say that it takes it")


async def _ask(room: rtc.Room, successor: str, method: str, payload: str) -> None:
    await room.local_participant.perform_rpc(destination_identity=successor, method=method, payload=payload)


def _has_taken(room: rtc.Room, successor: str) -> bool:
    """As everybody in the room is shown, on another way than words are sent on."""
    participant = room.remote_participants.get(successor)
    shown = participant.attributes.get(STATUS, Status.STANDBY) if participant is not None else Status.STANDBY
    return shown != Status.STANDBY


Step = Callable[[Handover], Coroutine[None, None, None]]


@asynccontextmanager
async def taking(room: rtc.Room, session_id: str, *, get_ready: Step, go_on: Step) -> AsyncGenerator[None, None]:
    """Let the call's owner pass it on to this participant. On leaving, what goes on has gone on.

    :param get_ready: reads what is needed; changes nothing, as the owner may keep the call, and offer it again.
    :param go_on: with what was offered last. Either may raise a `ParleyError`, this one before it waits for
        anything: the call stays where it is.
    """
    taker = _Taker(session_id, get_ready, go_on)
    room.local_participant.register_rpc_method(OFFER, _answering(taker.offered))
    room.local_participant.register_rpc_method(GO_ON, _answering(taker.told_to_go_on))
    try:
        yield
    finally:
        room.local_participant.unregister_rpc_method(OFFER)
        await taker.close()
        if not taker.has_gone_on:  # else its owner may ask again, and leaves the room with the answer
            room.local_participant.unregister_rpc_method(GO_ON)


def _answering(obey: Callable[[str, str], Awaitable[None]]) -> Callable[[rtc.RpcInvocationData], Awaitable[str]]:
    async def answer(asked: rtc.RpcInvocationData) -> str:
        try:
            await obey(asked.caller_identity, asked.payload)
        except ParleyError as error:
            raise rtc.RpcError(rtc.RpcError.ErrorCode.APPLICATION_ERROR, error.code) from error
        return ""

    return answer


class _Taker:
    """Has one offer at a time."""

    def __init__(self, session_id: str, get_ready: Step, go_on: Step) -> None:
        self._session_id = session_id
        self._get_ready = get_ready
        self._go_on = go_on
        self._offer: Offer | None = None
        self._over_at = 0.0
        self._going_on: asyncio.Task[None] | None = None
        self._is_closed = False

    async def offered(self, owner: str, payload: str) -> None:
        """:raises NotMovable: it does not come from the call's owner, or is too late."""
        if not is_agent_of(self._session_id, owner):
            raise NotMovable("only the call's owner can pass it on")
        try:
            offer = _OFFER.validate_json(payload)
        except ValidationError as error:
            raise NotMovable("its owner is of another version") from error
        self._must_be_free()
        await self._get_ready(offer.handover)
        self._must_be_free()
        self._offer, self._over_at = offer, asyncio.get_running_loop().time() + offer.valid_s

    async def told_to_go_on(self, owner: str, number: str) -> None:
        """Twice is once.

        :raises NotMovable: that offer is over.
        """
        if self._offer is None or self._offer.number != number or not is_agent_of(self._session_id, owner):
            raise NotMovable("nothing of this kind was offered")
        if self._going_on is None:
            self._must_be_free()
            if asyncio.get_running_loop().time() > self._over_at:
                raise NotMovable("the owner's word came too late")
            self._going_on = asyncio.create_task(
                self._take(self._offer.handover), name=f"call:{self._session_id}:take over"
            )
        await asyncio.wait([going_on := self._going_on], timeout=DECIDED_WITHIN_S)
        if going_on.done():
            going_on.result()

    @property
    def has_gone_on(self) -> bool:
        return self._going_on is not None

    async def close(self) -> None:
        self._is_closed = True
        if self._going_on is not None:
            await asyncio.wait([self._going_on])

    async def _take(self, handover: Handover) -> None:
        try:
            await self._go_on(handover)
        except BaseException:
            self._offer = self._going_on = None
            raise

    def _must_be_free(self) -> None:
        if self._is_closed or self._going_on is not None:
            raise NotMovable("this standby is over, or has taken the call already")
