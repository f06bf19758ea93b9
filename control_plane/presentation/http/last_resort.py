"""What nobody foresaw."""

import logging
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from control_plane.presentation.http.problems import problem

logger = logging.getLogger(__name__)


class LastResort:
    """Answers an unforeseen failure without telling of the inside, and logs it once.

    Starlette's own last resort stands outside all middleware, so its answers would lack the security headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watched_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except Exception:
            logger.exception("request failed method=%s", scope["method"])
            if has_begun:
                raise
            answer = problem(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "something went wrong here: the service's log says what",
            )
            await answer(scope, receive, send)
