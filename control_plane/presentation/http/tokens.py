"""POST /api/v1/livekit/token"""

from fastapi import APIRouter

from control_plane.application.use_cases.begin_call import BeginCall
from control_plane.presentation.http.schemas import TokenAnswer, TokenRequest


def token_routes(begin_call: BeginCall, livekit_url: str) -> APIRouter:
    """:param livekit_url: where the caller's client connects with the token."""
    routes = APIRouter(tags=["calls"])

    @routes.post("/livekit/token")
    async def begin(request: TokenRequest | None = None) -> TokenAnswer:
        begun = await begin_call((request or TokenRequest()).wish())
        return TokenAnswer.of(begun, livekit_url)

    return routes
