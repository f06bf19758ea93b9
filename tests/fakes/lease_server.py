"""A control plane's end of leases, on a real socket of this machine."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from service_tokens.gate import TokenGate, TokenRefused

ANSWER: dict[str, object] = {"lease_s": 1.5, "stale": []}
"""What an older control plane says."""


class LeaseServer:
    """
    :ivar is_answering: a frozen one takes what it is sent, and answers nothing.
    :ivar says: what the next messages are answered with, word for word; after that, `ANSWER`.
    :ivar messages: all that came.
    :ivar paths: what was asked for.
    :ivar closed_with: the code of each connection that was closed; None for one that broke.
    """

    def __init__(self, gate: TokenGate | None = None) -> None:
        self.is_answering = True
        self.says: deque[str | bytes] = deque()
        self.messages: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.closed_with: list[int | None] = []
        self.connections: list[ServerConnection] = []
        self._gate = gate
        self._server: Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        host, port = next(iter(self._server.sockets)).getsockname()
        return f"http://{host}:{port}"

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["LeaseServer"]:
        async with serve(self._serve, "127.0.0.1", 0, process_request=self._let_in, ping_interval=None) as server:
            self._server = server
            yield self

    def break_all(self) -> None:
        for connection in self.connections:
            connection.transport.abort()

    def _let_in(self, connection: ServerConnection, request: Request) -> Response | None:
        self.paths.append(request.path)
        try:
            if self._gate:
                self._gate.check(request.headers.get("Authorization"))
        except TokenRefused:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "no")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        try:
            async for message in connection:
                self.messages.append(json.loads(message))
                if self.is_answering:
                    await connection.send(self.says.popleft() if self.says else json.dumps(ANSWER))
        except ConnectionClosed:
            pass
        finally:
            await asyncio.shield(connection.wait_closed())
            self.closed_with.append(
                connection.protocol.close_rcvd.code if connection.protocol.close_rcvd else None
            )
