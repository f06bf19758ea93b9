"""Bodies that are too large or too slow."""

import asyncio
from contextlib import suppress
from http import HTTPStatus

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from control_plane.presentation.http.problems import problem

SLOWEST_BODY_S = 10.0
"""A few hundred bytes arrive at once; a client that takes longer holds a connection for its own sake."""
DRAINED_S = 1.0
DRAINED_BYTES = 4 * 1024 * 1024
"""A client that is cut off while sending never reads the answer, as the kernel resets the connection: so a part of
what is too much is taken and thrown away.
"""


class _Gone(Exception):
    """Nobody is there to be answered."""


class BodyLimit:
    """Reads each body to its end before the app sees it, and refuses it as soon as it is over the limit. What is
    cut off before its end is forgotten without a word, as anybody could fill the log with it.

    What a `Content-Length` announces is believed only where it is too much. Starlette's own limit answers routes
    without a body in plain text, and waits for a slow body for ever.
    """

    def __init__(self, app: ASGIApp, largest_bytes: int) -> None:
        self._app = app
        self._largest_bytes = largest_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            if _announced_bytes(scope) > self._largest_bytes:
                await _drain(receive)
                messages = None
            else:
                async with asyncio.timeout(SLOWEST_BODY_S):
                    messages = await self._read(receive)
        except TimeoutError:
            await _too_slow()(scope, receive, send)
            return
        except _Gone:
            return
        if messages is None:
            await _too_large(self._largest_bytes)(scope, receive, send)
            return
        await self._app(scope, _replaying(messages, receive), send)

    async def _read(self, receive: Receive) -> list[Message] | None:
        """All parts of the body; None when they are too much.

        :raises _Gone: the client left before its end.
        """
        messages: list[Message] = []
        size = 0
        while size <= DRAINED_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            size += len(message.get("body", b""))
            if size <= self._largest_bytes:
                messages.append(message)
            if not message.get("more_body", False):
                return messages if size <= self._largest_bytes else None
        return None


def _too_slow() -> JSONResponse:
    return problem(
        HTTPStatus.REQUEST_TIMEOUT,
        "body_too_slow",
        f"the body did not arrive within {SLOWEST_BODY_S:.0f} seconds",
        headers={"Connection": "close"},
    )


def _too_large(largest_bytes: int) -> JSONResponse:
    return problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        f"a body has at most {largest_bytes} bytes",
        headers={"Connection": "close"},
    )


async def _drain(receive: Receive) -> None:
    size = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_S):
            while size < DRAINED_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _announced_bytes(scope: Scope) -> int:
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    return int(announced) if announced.isdigit() else 0


def _replaying(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def replay() -> Message:
        for message in left:
            return message
        return await receive()

    return replay
