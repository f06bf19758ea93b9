"""POST /api/v1/livekit/token"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from control_plane.application.use_cases.begin_call import BeginCall
from control_plane.domain.entities.principal import Principal
from control_plane.presentation.http.aim import aimed_by
from control_plane.presentation.http.authentication import Authentication
from control_plane.presentation.http.schemas import TokenAnswer, TokenRequest


def token_routes(begin_call: BeginCall, livekit_url: str, who: Authentication) -> APIRouter:
    """:param livekit_url: where the caller's client connects with the token."""
    routes = APIRouter(tags=["calls"])

    @routes.post("/livekit/token")
    async def begin(
        connection: Request, by: Annotated[Principal, Depends(who.caller)], request: TokenRequest | None = None
    ) -> TokenAnswer:
        aim = aimed_by(connection, by)
        aim.concerns = by.tenant
        begun = await begin_call((request or TokenRequest()).wish(), by)
        aim.call_id = begun.call.call_id
        return TokenAnswer.of(begun, livekit_url)

    return routes
