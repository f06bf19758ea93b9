"""The agent service's API: join, leave, sessions, health, metrics."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from application.use_cases.check_health import CheckHealth
from application.use_cases.hand_over_call import HandOverCall, HandOverCommand
from application.use_cases.join_call import JoinCall, JoinCommand
from application.use_cases.leave_call import LeaveCall
from application.use_cases.list_sessions import ListSessions, SessionFilter
from domain.entities.session import Status
from presentation.http.metrics import CallMetrics
from presentation.http.problems import RETRY_AFTER_S, explain_errors
from presentation.http.schemas import (
    HandOverAnswer,
    HandOverRequest,
    HealthAnswer,
    JoinAnswer,
    JoinRequest,
    LeaveAnswer,
    LeaveRequest,
    Name,
    SessionAnswer,
    SessionsAnswer,
)
from presentation.http.service_access import service_only
from service_tokens.gate import TokenGate

BODY_MAX_BYTES = 64 * 1024
"""A join with generous metadata takes a tenth of it."""

LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"]
"""Without keys nothing else is answered to: a web page elsewhere could reach the service under a name of its
own (DNS rebinding)."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    join_call: JoinCall,
    leave_call: LeaveCall,
    hand_over_call: HandOverCall,
    list_sessions: ListSessions,
    check_health: CheckHealth,
    metrics: CallMetrics,
    version: str,
    gate: TokenGate | None,
    lifespan: Lifespan,
) -> FastAPI:
    """The API over the given use cases.

    :param gate: what commands' tokens must pass; None lets everyone command, which only a service on loopback may.
    """
    app = FastAPI(title="Parley agent service", version=version, lifespan=lifespan, docs_url=None, redoc_url=None)
    if gate is None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=BODY_MAX_BYTES)
    explain_errors(app)
    guard = [] if gate is None else [Depends(service_only(gate, metrics.token_refused))]
    app.include_router(_calls(join_call, leave_call, list_sessions), dependencies=guard)
    app.include_router(_moves(hand_over_call), dependencies=guard)
    app.include_router(_observation(check_health, metrics, version))
    return app


def _calls(join_call: JoinCall, leave_call: LeaveCall, list_sessions: ListSessions) -> APIRouter:
    router = APIRouter(tags=["calls"])

    @router.post("/join")
    async def join(request: JoinRequest) -> JoinAnswer:
        """Put the agent into a room. The same caller and room again: the same session."""
        session = await join_call(JoinCommand(**request.model_dump()))
        return JoinAnswer(session_id=session.session_id, room=session.room, status=session.status)

    @router.post("/leave")
    async def leave(request: LeaveRequest) -> LeaveAnswer:
        """End a call. One that is over stays as it ended."""
        if request.session_id is not None:
            session = await leave_call.by_session(request.session_id)
        else:
            session = await leave_call.by_room(request.room or "")
        return LeaveAnswer(session_id=session.session_id)

    @router.get("/sessions")
    async def sessions(
        status: Status | None = None,
        room: Name | None = None,
        user_id: Name | None = None,
        after: Name | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> SessionsAnswer:
        """Newest first: the live calls, and for a while those that are over."""
        page = await list_sessions.page(SessionFilter(status, room, user_id, after, limit))
        return SessionsAnswer(sessions=[SessionAnswer.of(each) for each in page.sessions], next=page.next)

    @router.get("/sessions/{session_id}")
    async def session(session_id: str) -> SessionAnswer:
        return SessionAnswer.of(await list_sessions.one(session_id))

    return router


def _moves(hand_over_call: HandOverCall) -> APIRouter:
    router = APIRouter(tags=["calls"])

    @router.post("/hand-over")
    async def hand_over(request: HandOverRequest) -> HandOverAnswer:
        """Let the standby that is in the call's room go on with it, at a moment at which nobody notices.

        Answered when it does; 409 `not_movable`: the call goes on here. Twice is once.
        """
        await hand_over_call(HandOverCommand(**request.model_dump()))
        return HandOverAnswer(session_id=request.session_id)

    return router


def _observation(check_health: CheckHealth, metrics: CallMetrics, version: str) -> APIRouter:
    router = APIRouter(tags=["observation"])

    @router.get("/health")
    async def health() -> HealthAnswer:
        return HealthAnswer.of(await check_health(), version)

    @router.get("/health/live", status_code=HTTPStatus.NO_CONTENT)
    async def live() -> None:
        """Kubernetes' liveness: the process answers."""

    @router.get("/health/able", responses={HTTPStatus.SERVICE_UNAVAILABLE: {}})
    async def able(response: Response) -> HealthAnswer:
        """Kubernetes' readiness: 503 when a join would be refused even if there was room. A replica that is full
        works as it should: roll-outs and evictions must not take it for one that is down."""
        found = await check_health()
        if not found.is_able:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return HealthAnswer.of(found, version)

    @router.get("/health/ready", responses={HTTPStatus.SERVICE_UNAVAILABLE: {}})
    async def ready(response: Response) -> HealthAnswer:
        """For a load balancer: 503 when a join would be refused now."""
        found = await check_health()
        if not found.is_ready:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
        return HealthAnswer.of(found, version)

    @router.get("/metrics")
    async def exposition() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)

    return router
