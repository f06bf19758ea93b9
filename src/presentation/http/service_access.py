"""Only a control plane may command."""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException

from service_tokens.gate import TokenGate, TokenRefused

audit = logging.getLogger("parley.audit")
MINUTE_S = 60.0
MOST_LINES = 100


def service_only(gate: TokenGate, count: Callable[[str], None]) -> Callable[[Request], Awaitable[None]]:
    """A dependency of routes that command.

    :param count: is told why a token was refused.
    """

    told = _ToldOnce()

    async def authorise(request: Request) -> None:
        try:
            gate.check(request.headers.get("authorization"))
        except TokenRefused as refused:
            count(refused.reason)
            if told.is_new(refused.reason, _address(request)):
                audit.warning(_line(request, refused.reason))
            is_crowd = refused.reason == "crowded"
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE if is_crowd else HTTPStatus.UNAUTHORIZED,
                str(refused),
                None if is_crowd else {"WWW-Authenticate": "Bearer"},
            ) from None

    return authorise


class _ToldOnce:
    """A flood writes a line a minute for each reason and address, and `MOST_LINES` in all. Metrics count all."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()
        self._over_s = float("-inf")

    def is_new(self, reason: str, address: str) -> bool:
        now_s = time.monotonic()
        if now_s >= self._over_s:
            self._told, self._over_s = set(), now_s + MINUTE_S
        if (reason, address) in self._told or len(self._told) >= MOST_LINES:
            return False
        self._told.add((reason, address))
        return True


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _line(request: Request, reason: str) -> str:
    """In the form of the control plane's audit record. The path is the route's, not what was sent."""
    route = request.scope.get("route")
    return json.dumps(
        {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "what": f"{request.method} {getattr(route, 'path', '')}",
            "result": "refused",
            "reason": reason,
            "address": _address(request),
        }
    )
