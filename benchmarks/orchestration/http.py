"""As little HTTP/1.1 as it takes: what measures must not be what is measured."""

import asyncio
import re
from collections.abc import Callable
from typing import cast

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class Answering(asyncio.Protocol):
    """A server's side of a connection.

    :param answer: from the path and the body to the body of a 200, in JSON.
    """

    def __init__(self, answer: Callable[[str, bytes], bytes]) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (message := _first(self._buffer)) is not None and self._transport is not None:
            head, body, self._buffer = message
            answer = self._answer(head.split(b" ", 2)[1].decode(), body)
            length = str(len(answer)).encode()
            self._transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + length + END + answer
            )


class Asking:
    """A client's side: one connection, one question at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self._reader = reader
        self._writer = writer
        self._host = host.encode()

    @classmethod
    async def at(cls, host: str, port: int) -> "Asking":
        return cls(*await asyncio.open_connection(host, port), f"{host}:{port}")

    async def post(self, path: str) -> tuple[int, bytes]:
        """:returns: status and body."""
        self._writer.write(
            b"POST " + path.encode() + b" HTTP/1.1\r\nhost: " + self._host + b"\r\ncontent-length: 0" + END
        )
        head = await self._reader.readuntil(END)
        found = LENGTH.search(head)
        body = await self._reader.readexactly(int(found[1])) if found else b""
        return int(head.split(b" ", 2)[1]), body

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


def _first(buffer: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Head, body and what comes after the first message; None while it is not whole."""
    end = buffer.find(END)
    if end < 0:
        return None
    found = LENGTH.search(buffer, 0, end)
    begin = end + len(END)
    stop = begin + (int(found[1]) if found else 0)
    return (buffer[:end], buffer[begin:stop], buffer[stop:]) if len(buffer) >= stop else None
