"""Every command, and everything that is refused, goes into the audit record."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from control_plane.domain.entities.audit_record import AuditRecord, Result, plain
from control_plane.presentation.http.aim import AIM, Aim
from control_plane.presentation.http.asker import WhoAsks

COMMANDS = {
    ("POST", "/livekit/token"): "call.begin",
    ("DELETE", "/calls/{call_id}"): "call.end",
    ("POST", "/replicas/{replica_id}/drain"): "replica.drain",
    ("POST", "/api-keys"): "key.create",
    ("DELETE", "/api-keys/{key_id}"): "key.revoke",
    ("GET", "/audit"): "audit.read",
}
"""Below /api/v1. Other routes go by method and path."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
QUIET = frozenset({"/livekit/webhook"})
"""Commands that are none: only their refusals are recorded."""
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE", "WEBSOCKET"}
OTHER = "OTHER"
"""Any word can be sent as a method, and each would be another kind of refusal."""
REFUSALS = frozenset({401, 403, 413, 421, 429})
LARGEST_PROBLEM = 4_096


class Audited:
    """Stands outside of all that refuses, so that it sees every answer. What clients sent is not recorded: the
    route is, the error's code, and the id of what it was aimed at.
    """

    def __init__(
        self, app: ASGIApp, record: Callable[[AuditRecord], None], who: WhoAsks, now: Callable[[], datetime]
    ) -> None:
        self._app = app
        self._record = record
        self._who = who
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        answer = _Answer()

        async def watched_send(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            answer.saw(message)
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        finally:
            if self._is_told(scope, answer.status):
                self._record(self._told(scope, answer, request_id))

    def _is_told(self, scope: Scope, status: int) -> bool:
        if status in REFUSALS:
            return True
        if scope["type"] != "http":
            return False
        route = _route(scope)
        return (scope["method"], route) in COMMANDS or (
            scope["method"] not in SAFE and route not in QUIET and route != ""
        )

    def _told(self, scope: Scope, answer: "_Answer", request_id: str) -> AuditRecord:
        asker = self._who(HTTPConnection(scope))
        method, route = scope.get("method", "WEBSOCKET"), _route(scope)
        method = method if method in METHODS else OTHER
        in_path = scope.get("path_params", {})
        aim: Aim = scope.get(AIM) or Aim(asker.tenant)
        return AuditRecord(
            at=self._now(),
            request_id=request_id,
            what=COMMANDS.get((method, route), plain(f"{method} {route or '(no route)'}")),
            result=_result(answer.status),
            reason=answer.code(),
            subject=plain(asker.subject),
            tenant=plain(asker.tenant),
            call_id=plain(aim.call_id or str(in_path.get("call_id", ""))),
            address=plain(asker.address),
            target=plain(aim.target or str(in_path.get("replica_id") or in_path.get("key_id", ""))),
            concerns=plain(aim.concerns),
        )


class _Answer:
    """:ivar status: 0: none was given, as the client had gone."""

    def __init__(self) -> None:
        self.status = 0
        self._body = b""

    def saw(self, message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            self.status = message["status"]
        elif self.status >= HTTPStatus.BAD_REQUEST and len(self._body) < LARGEST_PROBLEM:
            self._body += message.get("body", b"")[:LARGEST_PROBLEM]

    def code(self) -> str:
        """Of the problem that was answered with."""
        if 0 < self.status < HTTPStatus.BAD_REQUEST:
            return ""
        try:
            return plain(str(json.loads(self._body)["code"]))
        except (ValueError, KeyError, TypeError):
            return str(self.status) if self.status else "not_answered"


def _result(status: int) -> Result:
    if 0 < status < HTTPStatus.BAD_REQUEST:
        return "ok"
    return "refused" if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"


def _route(scope: Scope) -> str:
    """With the names of what is in the path; empty where none fits. FastAPI tells it from its router on."""
    return getattr(scope.get("route"), "path_format", "").removeprefix("/api/v1")
