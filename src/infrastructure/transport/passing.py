"""Passing a live call on inside its room: from its owner to a standby, by LiveKit's remote procedure call.

The server says who calls, and nobody but the call's agents gets a token for such an identity.
https://docs.livekit.io/home/client/data/rpc/
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

from livekit import rtc
from pydantic import TypeAdapter, ValidationError

from domain.entities.handover import Handover
from domain.entities.session import is_agent_of
from domain.errors import NotMovable, ParleyError

METHOD = "parley.take_over"

TAKEN_WITHIN_S = 1.0
"""It takes some 10 ms. Meanwhile the caller's sound waits, for 2 s at most."""

_HANDOVER = TypeAdapter(Handover)


async def pass_on(room: rtc.Room, successor: str, handover: Handover) -> None:
    """Return when the successor goes on.

    :raises NotMovable: it does not, or has not said so. If it does all the same, it sends this agent out.
    """
    try:
        async with asyncio.timeout(TAKEN_WITHIN_S):
            await room.local_participant.perform_rpc(
                destination_identity=successor, method=METHOD, payload=_HANDOVER.dump_json(handover).decode()
            )
    except (rtc.RpcError, TimeoutError) as error:
        raise NotMovable("its successor does not take it") from error


@contextmanager
def taking(
    room: rtc.Room, session_id: str, take_over: Callable[[Handover], Awaitable[None]]
) -> Generator[None, None, None]:
    """Let the call's owner pass it on to this participant.

    :param take_over: goes on with it, or raises a `ParleyError`.
    """

    async def taken(data: rtc.RpcInvocationData) -> str:
        try:
            await take_over(_read(session_id, data))
        except ParleyError as error:
            raise rtc.RpcError(rtc.RpcError.ErrorCode.APPLICATION_ERROR, error.code) from error
        return ""

    room.local_participant.register_rpc_method(METHOD, taken)
    try:
        yield
    finally:
        room.local_participant.unregister_rpc_method(METHOD)


def _read(session_id: str, data: rtc.RpcInvocationData) -> Handover:
    """:raises NotMovable: it does not come from the call's owner."""
    if not is_agent_of(session_id, data.caller_identity):
        raise NotMovable("only the call's owner can pass it on")
    try:
        return _HANDOVER.validate_json(data.payload)
    except ValidationError as error:
        raise NotMovable("its owner is of another version") from error
