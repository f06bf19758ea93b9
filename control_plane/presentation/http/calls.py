"""GET /api/v1/calls, GET and DELETE /api/v1/calls/{id}"""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict

from control_plane.application.use_cases.end_call import EndCall
from control_plane.application.use_cases.list_calls import ListCalls
from control_plane.application.use_cases.see_call import SeeCall
from control_plane.domain.entities.call import CallStatus
from control_plane.domain.entities.moment import microseconds, moment_at
from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import FieldRefused
from control_plane.domain.interfaces.call_registry import CallFilter, Position
from control_plane.presentation.http.aim import aimed_by
from control_plane.presentation.http.authentication import Authentication
from control_plane.presentation.http.schemas import CallAnswer, CallsAnswer, ListedCall

CURSOR = re.compile(r"(\d{1,17})-(.{1,200})", re.ASCII)
CallId = Annotated[str, Path(max_length=200)]


class CallsQuery(BaseModel):
    """Which calls, and which page of them."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    status: list[CallStatus] = []
    identity: str | None = None
    room: str | None = None
    limit: Annotated[int, Query(ge=1, le=500)] = 100
    after: str | None = None


def call_routes(list_calls: ListCalls, see_call: SeeCall, end_call: EndCall, who: Authentication) -> APIRouter:
    """For everyone what is theirs: see `Principal.may_see`."""
    routes = APIRouter(prefix="/calls", tags=["calls"])
    principal = Depends(who.principal)

    @routes.get("", response_model_exclude_none=False)
    async def listed(query: Annotated[CallsQuery, Query()], by: Annotated[Principal, principal]) -> CallsAnswer:
        wanted = CallFilter(frozenset(query.status), query.identity, query.room)
        after = None if query.after is None else _position(query.after)
        page = await list_calls(wanted, query.limit, by, after)
        return CallsAnswer(
            calls=[ListedCall.told(call, by) for call in page.calls],
            next=_cursor(page.next) if page.next else None,
        )

    @routes.get("/{call_id}")
    async def seen(call_id: CallId, by: Annotated[Principal, principal]) -> CallAnswer:
        return CallAnswer.of(await see_call(call_id, by))

    @routes.delete("/{call_id}")
    async def ended(connection: Request, call_id: CallId, by: Annotated[Principal, principal]) -> CallAnswer:
        aim = aimed_by(connection, by)
        return CallAnswer.of(await end_call(call_id, by, lambda call: aim.at_call(call.call_id, call.tenant)))

    return routes


def _cursor(position: Position) -> str:
    return f"{microseconds(position.started_at)}-{position.call_id}"


def _position(cursor: str) -> Position:
    """:raises FieldRefused: we never gave such a cursor."""
    found = CURSOR.fullmatch(cursor)
    if not found:
        raise FieldRefused("after", "not the 'next' of an earlier page")
    return Position(moment_at(int(found[1])), found[2])
