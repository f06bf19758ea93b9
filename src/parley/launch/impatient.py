"""HTTP from clients that ask in good time, and in few words."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN_S = 10.0
"""From when a connection is made, or a request has begun, to the end of its headers. They come in one piece."""

LONGEST_HEAD_BYTES = 64 * 1024
"""Of what comes after that piece, when they do not."""


class ImpatientProtocol(HttpToolsProtocol):
    """uvicorn's, which waits without end for a client that sends nothing, or its headers a byte at a time, and
    keeps as many of them as come. A process has a thousand files or so: whoever opened as many connections would
    keep everybody else out.
    """

    _head_due: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _is_web_socket = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # as uvicorn's
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_due is not None:
            self._head_bytes += len(data)
            if self._head_bytes > LONGEST_HEAD_BYTES:
                self.send_400_response("The headers of the request are too long.")
        elif not (self._is_web_socket or self._is_answering):
            self._expect_head()

    def on_headers_complete(self) -> None:
        self._expect_nothing()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        self._is_web_socket = True
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison]  # it is None before the first request

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._head_due = self.loop.call_later(HEAD_WITHIN_S, self.transport.close)

    def _expect_nothing(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None
