"""A small agent service on a real socket. It keeps the contract's promises, unless a test tells it otherwise."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from control_plane.domain.agent_errors import (
    AgentError,
    AgentKeepsCall,
    AgentRefusesEpoch,
    AgentRefusesRoom,
    AgentSpent,
)
from control_plane.domain.entities.agent import AgentSession, JoinCommand
from service_tokens.gate import TokenGate, TokenRefused
from tests.fakes.control_plane.agent import FakeAgent

PAGE = 2


@asynccontextmanager
async def serve(agent: FakeAgent, gate: TokenGate | None = None) -> AsyncGenerator[FakeAgent]:
    """Sets the agent's URL. An agent that is dead is bound to a port where nobody listens.

    :param gate: what commands must pass.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        agent.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        if agent.manner == "dead":
            listener.close()
            yield agent
            return
        app = agent_app(agent, gate)
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield agent
        finally:
            server.should_exit = server.force_exit = True
            await serving


def agent_app(agent: FakeAgent, gate: TokenGate | None) -> FastAPI:
    app = FastAPI()
    app.include_router(commands(agent))
    app.include_router(reports(agent))

    @app.middleware("http")
    async def behave(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            if gate:
                gate.check(request.headers.get("authorization"))
        except TokenRefused as refused:
            return JSONResponse({"code": "unauthorised", "detail": str(refused)}, 401)
        answered = await answer(request)
        if agent.manner == "silent":
            await asyncio.sleep(3600)
        return Response("<html>", 200) if agent.manner == "wrong" else answered

    return app


class Join(BaseModel):
    room: str
    user_id: str
    call_id: str
    epoch: int
    metadata: dict[str, object]
    idempotency_key: str
    standby: bool = False


class HandOver(BaseModel):
    session_id: str
    epoch: int
    successor_epoch: int
    within_s: float


def commands(agent: FakeAgent) -> APIRouter:
    routes = APIRouter()

    @routes.post("/join")
    async def join(body: Join) -> Response:
        command = JoinCommand(**body.model_dump(exclude={"idempotency_key"}))
        assert body.idempotency_key == command.idempotency_key
        try:
            session = await agent.join(command)
        except (AgentRefusesRoom, AgentRefusesEpoch) as error:
            return JSONResponse({"code": error.code}, 409)
        except AgentError as error:
            status = 429 if isinstance(error, AgentSpent) else 503
            return JSONResponse({"code": error.code}, status, {"Retry-After": str(error.retry_after_s)})
        return JSONResponse({"session_id": session.session_id, "room": session.room, "status": session.status})

    @routes.post("/hand-over")
    async def hand_over(body: HandOver) -> Response:
        known = agent.sessions.get(body.session_id)
        if known and known.epoch != body.epoch:
            return JSONResponse({"code": "stale_epoch"}, 409)
        try:
            is_there = agent.hand_over(body.session_id, body.epoch)
        except AgentKeepsCall as error:
            return JSONResponse({"code": error.code}, 409)
        told = {"session_id": body.session_id, "status": "handed_over"}
        return JSONResponse(told if is_there else {}, 200 if is_there else 404)

    @routes.post("/leave")
    async def leave(body: dict[str, str]) -> Response:
        left = agent.leave_session(body["session_id"]) if "session_id" in body else agent.leave_room(body["room"])
        return JSONResponse({"session_id": "", "status": "left"} if left else {}, 200 if left else 404)

    return routes


def reports(agent: FakeAgent) -> APIRouter:
    routes = APIRouter()

    @routes.get("/sessions")
    async def sessions(after: int = 0) -> dict[str, object]:
        told = list(agent.sessions.values())
        page = [told_session(session) for session in told[after : after + PAGE]]
        return {"sessions": page, "next": str(after + PAGE) if len(told) > after + PAGE else None}

    @routes.get("/sessions/{session_id}")
    async def session(session_id: str) -> Response:
        found = agent.sessions.get(session_id)
        return JSONResponse(told_session(found) if found else {}, 200 if found else 404)

    @routes.get("/health")
    async def health() -> dict[str, object]:
        told = agent.health()
        media = "reachable" if told.has_media else "unreachable"
        return {"status": told.status, "sessions": told.sessions, "capacity": told.capacity, "media": media}

    return routes


def told_session(session: AgentSession) -> dict[str, object]:
    told = asdict(session)
    for moment in ("started_at", "ended_at"):
        told[moment] = told[moment].isoformat() if told[moment] else None
    return {**told, "something_newer": 1}
