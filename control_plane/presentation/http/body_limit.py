"""Bodies that are too large or too slow."""

import asyncio
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from control_plane.presentation.http.problems import problem

SLOWEST_BODY_S = 10.0
"""A few hundred bytes arrive at once; who takes longer holds a connection for its own sake."""


class BodyLimit:
    """Reads each body to its end before the app sees it, and refuses it as soon as it is over the limit.

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
        if _announced_bytes(scope) > self._largest_bytes:
            await self._refuse_large(scope, receive, send)
            return
        try:
            async with asyncio.timeout(SLOWEST_BODY_S):
                messages = await self._read(receive)
        except TimeoutError:
            answer = problem(
                HTTPStatus.REQUEST_TIMEOUT,
                "body_too_slow",
                f"the body did not arrive within {SLOWEST_BODY_S:.0f} seconds",
                headers={"Connection": "close"},
            )
            await answer(scope, receive, send)
            return
        if messages is None:
            await self._refuse_large(scope, receive, send)
            return
        await self._app(scope, _replaying(messages, receive), send)

    async def _read(self, receive: Receive) -> list[Message] | None:
        """All parts of the body; None when they are too much."""
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._largest_bytes:
                return None
            if not message.get("more_body", False):
                return messages

    async def _refuse_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "body_too_large",
            f"a body has at most {self._largest_bytes} bytes",
            headers={"Connection": "close"},
        )
        await answer(scope, receive, send)


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
