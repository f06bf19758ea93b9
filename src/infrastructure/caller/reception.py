"""The control plane, as a caller sees it."""

from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx

from domain.errors import ParleyError

TIMEOUT_S = 8.0
"""The control plane answers a token request within 5 s, whatever the agents do."""


class CallNotPossible(ParleyError):
    """The control plane refuses the call, or does not answer. The message says why."""

    code = "call_not_possible"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Lets one caller into one room."""

    token: str
    url: str
    room: str
    identity: str
    session_id: str


class Reception:
    """Gives tickets, and ends calls."""

    def __init__(self, base_url: str, access_code: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {access_code}"} if access_code else {}
        self._client = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=TIMEOUT_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def ticket(self, room: str | None = None, identity: str | None = None) -> Ticket:
        """:raises CallNotPossible: no ticket."""
        wanted = {key: value for key, value in (("room", room), ("identity", identity)) if value is not None}
        answer = await self._ask("POST", "/api/v1/livekit/token", wanted)
        return Ticket(*(answer[field] for field in ("token", "url", "room", "identity", "session_id")))

    async def end(self, session_id: str) -> None:
        """:raises CallNotPossible: the control plane does not answer."""
        await self._ask("DELETE", f"/api/v1/calls/{session_id}")

    async def call(self, session_id: str) -> dict[str, Any]:
        """What is known of a call.

        :raises CallNotPossible: nothing is known.
        """
        return await self._ask("GET", f"/api/v1/calls/{session_id}")

    async def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            response = await self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise CallNotPossible(
                f"the control plane at {self._client.base_url} does not answer: is `parley run` running?"
            ) from error
        if response.status_code == HTTPStatus.UNAUTHORIZED and "Authorization" not in self._client.headers:
            raise CallNotPossible(
                f"the control plane at {self._client.base_url} does not let you in: give --access-code, or set "
                "PARLEY_CONTROL_PLANE_ACCESS_CODE, to its access code, an API key or a user's token"
            )
        if response.is_error:
            raise CallNotPossible(_detail(response))
        return response.json() if response.content else {}


def _detail(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the control plane answers {response.status_code}"
