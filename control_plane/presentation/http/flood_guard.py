"""Turning away a flood before it costs anything."""

import time
from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from control_plane.domain.interfaces.security_meter import SecurityMeter
from control_plane.presentation.http.asker import address_of, counted_address
from control_plane.presentation.http.request_limits import too_many

MINUTE_S = 60.0
MOST_ADDRESSES = 10_000
OTHERS = ""
"""Beyond so many addresses a minute, all others are counted as one."""
COUNTED = ("/api/", "/metrics")
FREE = frozenset({"/api/v1/health/live", "/api/v1/health/ready"})
"""Probes."""
WEBHOOK = "/api/v1/livekit/webhook"


class FloodGuard:
    """Counts what each address asks of the API, whoever it says that it is, in this process.

    Credentials are looked at after that, so guessing them is bounded too. An operator's is let through: a flood
    may come through the same proxy as theirs. What the media server signed is not counted: it sends the events of
    all calls from one address.

    :param is_signed: whether an `Authorization` header is the media server's.
    :param per_minute: from the first request on; 0: as many as they like.
    """

    def __init__(
        self,
        app: ASGIApp,
        per_minute: int,
        meter: SecurityMeter,
        is_operator: Callable[[HTTPConnection], bool],
        is_signed: Callable[[str | None], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._per_minute = per_minute
        self._meter = meter
        self._is_operator = is_operator
        self._is_signed = is_signed
        self._clock = clock
        self._counts: dict[str, int] = {}
        self._over_s = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_counted(scope):
            await self._app(scope, receive, send)
            return
        now_s = self._clock()
        if now_s >= self._over_s:
            self._counts, self._over_s = {}, now_s + MINUTE_S
        connection = HTTPConnection(scope)
        address = counted_address(address_of(connection))
        if address not in self._counts and len(self._counts) >= MOST_ADDRESSES:
            address = OTHERS
        count = self._counts[address] = self._counts.get(address, 0) + 1
        if count <= self._per_minute or self._is_operator(connection):
            await self._app(scope, receive, send)
            return
        self._meter.request_limited("flood")
        refused = too_many("address", self._per_minute, max(1, round(self._over_s - now_s)))
        await refused.response(scope, receive, send)

    def _is_counted(self, scope: Scope) -> bool:
        if not self._per_minute or scope["type"] != "http":
            return False
        if scope["path"] == WEBHOOK:
            return not self._is_signed(HTTPConnection(scope).headers.get("authorization"))
        return scope["path"].startswith(COUNTED) and scope["path"] not in FREE
