"""Agent services over HTTP."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import aiohttp
from pydantic import BaseModel, ValidationError
from yarl import URL

from control_plane.domain.agent_errors import (
    AgentAnswersWrong,
    AgentDraining,
    AgentError,
    AgentFull,
    AgentKeepsCall,
    AgentRefusesCredential,
    AgentRefusesEpoch,
    AgentRefusesRoom,
    AgentSilent,
    AgentSpent,
    AgentUnreachable,
    AgentWithoutMedia,
)
from control_plane.domain.entities.agent import AgentHealth, AgentSession, JoinCommand
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.infrastructure.agent_wire import (
    SaidHealth,
    SaidJoined,
    SaidProblem,
    SaidSession,
    SaidSessions,
)
from service_tokens.tokens import ServiceTokens

CONNECT_S = 1.0
"""Agent services are near: one that takes longer to accept a connection is better left for another. Only a
connection that was begun is waited for: there are as many as there are requests.
"""
IDLE_CONNECTION_S = 2.0
"""Shorter than the 65 s of our agent service, and than the 5 s that uvicorn has by itself: a connection that the
other side is about to close must not carry a command."""
UNAVAILABLE: dict[str, type[AgentError]] = {
    "full": AgentFull,
    "busy": AgentFull,
    "draining": AgentDraining,
    "spent": AgentSpent,
    "media_unavailable": AgentWithoutMedia,
}
STALE = "stale_epoch"
REFUSALS = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
SECONDS_DIGITS = 5
"""A day has 86,400."""
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


class HttpAgentService(AgentService):
    """One pool of connections for all agent services. To be entered before use; leaving closes the pool.

    :param tokens: a new one is sent with each request; None sends none.
    """

    def __init__(self, tokens: ServiceTokens | None) -> None:
        self._tokens = tokens
        self._opened: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._opened = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_CONNECTION_S),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            await self._opened.close()

    async def join(self, agent: str, command: JoinCommand, timeout_s: float) -> AgentSession:
        body = {
            "room": command.room,
            "user_id": command.user_id,
            "metadata": dict(command.metadata),
            "call_id": command.call_id,
            "epoch": command.epoch,
            "idempotency_key": command.idempotency_key,
        }
        if command.standby:
            body["standby"] = True
        answer = await self._ask(agent, "POST", "/join", timeout_s, json=body)
        if answer.status == HTTPStatus.CONFLICT:
            is_stale = _read(agent, answer, SaidProblem).code == STALE
            raise AgentRefusesEpoch(agent) if is_stale else AgentRefusesRoom(agent)
        if answer.status in REFUSALS:
            code = _read(agent, answer, SaidProblem).code
            raise UNAVAILABLE.get(code, AgentAnswersWrong)(agent, _retry_after_s(answer))
        joined = _read(agent, _expect(agent, answer), SaidJoined)
        if joined.room != command.room:
            raise AgentAnswersWrong(agent)
        return AgentSession(
            session_id=joined.session_id,
            room=joined.room,
            user_id=command.user_id,
            status=joined.status,
            call_id=command.call_id,
            epoch=command.epoch,
        )

    async def hand_over(
        self, agent: str, session_id: str, epoch: int, successor_epoch: int, *, within_s: float, timeout_s: float
    ) -> bool:
        body = {"session_id": session_id, "epoch": epoch, "successor_epoch": successor_epoch, "within_s": within_s}
        answer = await self._ask(agent, "POST", "/hand-over", timeout_s, json=body)
        if answer.status == HTTPStatus.NOT_FOUND:
            return False
        if answer.status == HTTPStatus.CONFLICT:
            if _read(agent, answer, SaidProblem).code == STALE:
                return False
            raise AgentKeepsCall(agent)
        _expect(agent, answer)
        return True

    async def leave_session(self, agent: str, session_id: str, timeout_s: float) -> bool:
        return await self._leave(agent, {"session_id": session_id}, timeout_s)

    async def leave_room(self, agent: str, room: str, timeout_s: float) -> bool:
        return await self._leave(agent, {"room": room}, timeout_s)

    async def session(self, agent: str, session_id: str, timeout_s: float) -> AgentSession | None:
        answer = await self._ask(agent, "GET", f"/sessions/{quote(session_id, safe='')}", timeout_s)
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        return _read(agent, _expect(agent, answer), SaidSession).entity()

    async def sessions(self, agent: str, timeout_s: float) -> tuple[AgentSession, ...]:
        found: list[SaidSession] = []
        page = SaidSessions(sessions=[], next="")
        until = asyncio.get_running_loop().time() + timeout_s
        while page.next is not None:
            left_s = until - asyncio.get_running_loop().time()
            query = {"after": page.next} if page.next else {}
            answer = await self._ask(agent, "GET", "/sessions", left_s, params=query)
            page = _read(agent, _expect(agent, answer), SaidSessions)
            found += page.sessions
        return tuple(session.entity() for session in found)

    async def health(self, agent: str, timeout_s: float) -> AgentHealth:
        answer = await self._ask(agent, "GET", "/health", timeout_s)
        if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
            _expect(agent, answer)
        return _read(agent, answer, SaidHealth).entity()

    async def _leave(self, agent: str, wanted: dict[str, str], timeout_s: float) -> bool:
        answer = await self._ask(agent, "POST", "/leave", timeout_s, json=wanted)
        if answer.status == HTTPStatus.NOT_FOUND:
            return False
        _expect(agent, answer)
        return True

    async def _ask(
        self,
        agent: str,
        method: str,
        path: str,
        timeout_s: float,
        *,
        json: object = None,
        params: dict[str, str] | None = None,
    ) -> _Answer:
        """The one edge where what HTTP can do to us is told in our words."""
        if self._opened is None:
            raise RuntimeError("agent services are spoken to between entering and leaving")
        url = URL(agent + path, encoded=True)
        shown = {"Authorization": self._tokens.header()} if self._tokens else {}
        try:
            async with asyncio.timeout(timeout_s):
                asked = self._opened.request(
                    method, url, json=json, params=params, headers=shown, allow_redirects=False
                )
                async with asked as answer:
                    return _Answer(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise AgentUnreachable(agent) from error
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as error:
            raise AgentSilent(agent) from error
        except (aiohttp.ClientError, ValueError) as error:  # what is no URL is a ValueError
            raise AgentAnswersWrong(agent) from error


def _expect(agent: str, answer: _Answer) -> _Answer:
    """:raises AgentError: the answer is not a 200."""
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise AgentRefusesCredential(agent)
    if answer.status != HTTPStatus.OK:
        raise AgentAnswersWrong(agent)
    return answer


def _read(agent: str, answer: _Answer, form: type[M]) -> M:
    try:
        return form.model_validate_json(answer.content)
    except ValidationError as error:
        raise AgentAnswersWrong(agent) from error


def _retry_after_s(answer: _Answer) -> int | None:
    """Seconds, if the answer says so in digits: a date is not worth reading."""
    said = answer.headers.get("Retry-After", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= SECONDS_DIGITS else None
