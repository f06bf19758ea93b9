"""WebSocket /api/v1/replicas/{id}/lease"""

import re
from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from control_plane.application.use_cases.hold_lease import Lease
from control_plane.presentation.http.credentials import Credentials
from control_plane.presentation.http.lease_wire import LARGEST_CHARACTERS, LeaseMessage, LeaseReply
from control_plane.presentation.http.problems import Problem, problem
from service_tokens.gate import TokenRefused

REPLICA_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,127}", re.ASCII)
DONE, NOT_TEXT, REFUSED, TOO_LARGE, WE_STOP, BROKEN = 1000, 1003, 1008, 1009, 1012, 1006
"""RFC 6455 §7.4.1; 1012, "service restart", is what uvicorn closes with as it stops."""


class _Unusable(Exception):
    """What came is no report."""

    def __init__(self, code: int, reason: str, told: str) -> None:
        super().__init__(told)
        self.code = code
        self.reason = reason
        self.told = told


def lease_routes(hold_lease: Callable[[], Lease], count: Callable[[str], None], who: Credentials) -> APIRouter:
    """:param count: is told why a connection was closed by us."""
    routes = APIRouter()

    @routes.websocket("/replicas/{replica_id}/lease")
    async def lease(websocket: WebSocket, replica_id: str) -> None:
        try:
            who.service(websocket)
        except TokenRefused as refused:
            count(refused.reason)
            await websocket.send_denial_response(
                problem(
                    HTTPStatus.UNAUTHORIZED, "unauthorised", str(refused), headers={"WWW-Authenticate": "Bearer"}
                )
            )
            return
        except Problem as refused:
            count(refused.code)
            await websocket.send_denial_response(refused.response)
            return
        await websocket.accept()
        held = hold_lease()
        try:
            code = await _converse(websocket, replica_id, held)
        except _Unusable as unusable:
            count(unusable.reason)
            await websocket.close(unusable.code, unusable.told)
            return  # it may still be well, and come back; otherwise its time runs out
        if code == DONE:
            await held.closed()
        elif code != WE_STOP:  # what we close says nothing of the replica
            held.broke()

    return routes


async def _converse(websocket: WebSocket, replica_id: str, held: Lease) -> int:
    """Answer reports until the connection is closed, and say with which code.

    :raises _Unusable: what came is no report.
    """
    if not REPLICA_ID.fullmatch(replica_id):
        raise _Unusable(
            REFUSED, "replica_id", "a replica's id has 1 to 128 of a-z, A-Z, 0-9, '.', '_', ':' and '-'"
        )
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return int(message.get("code") or BROKEN)
        answer = await held.renew(_read(message.get("text")).entity(replica_id))
        try:
            await websocket.send_text(LeaseReply.of(answer).model_dump_json())
        except WebSocketDisconnect:
            return BROKEN


def _read(text: str | None) -> LeaseMessage:
    """:raises _Unusable: not a report."""
    if text is None:
        raise _Unusable(NOT_TEXT, "not_text", "reports are text")
    if len(text) > LARGEST_CHARACTERS:
        raise _Unusable(TOO_LARGE, "too_large", f"a report has at most {LARGEST_CHARACTERS} characters")
    try:
        return LeaseMessage.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise _Unusable(REFUSED, "malformed", f"not a report: {where or 'no JSON'}"[:120]) from error
