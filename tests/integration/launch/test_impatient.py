"""Clients that take their time with a request."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest
from fastapi import FastAPI, WebSocket

from parley.launch import impatient
from parley.launch.ports import free_port
from parley.launch.serve import Running, Service

SHORT_S = 0.1
HEAD = b"GET /slow HTTP/1.1\r\nHost: here\r\n"
UPGRADE = (
    b"GET /socket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def app() -> FastAPI:
    made = FastAPI()

    @made.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(3 * SHORT_S)
        return "done"

    @made.websocket("/socket")
    async def socket(connection: WebSocket) -> None:
        await connection.accept()
        await asyncio.sleep(3 * SHORT_S)
        await connection.send_text("done")

    return made


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[int]:
    monkeypatch.setattr(impatient, "HEAD_WITHIN_S", SHORT_S)
    port = free_port()
    async with Running([Service("service", app(), "127.0.0.1", port, "PORT")]):
        yield port


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.write = writer.write

    async def answer(self) -> bytes:
        """What comes next; nothing when the connection was closed."""
        async with asyncio.timeout(5):
            try:
                return await self._reader.read(10_000)
            except ConnectionResetError:  # it was closed before all that had been sent was read
                return b""


@pytest.fixture
async def client(port: int) -> AsyncGenerator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Client(reader, writer)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_who_says_nothing_is_not_waited_for(client: Client) -> None:
    assert await client.answer() == b""


async def test_who_never_ends_a_request_is_not_waited_for_however_often_more_of_it_comes(client: Client) -> None:
    async def drip() -> None:
        for byte in HEAD:
            client.write(bytes([byte]))
            await asyncio.sleep(SHORT_S / 4)

    dripping = asyncio.create_task(drip())
    try:
        assert await client.answer() == b""
    finally:
        dripping.cancel()


async def test_who_has_asked_is_answered_however_long_that_takes_and_may_ask_again(client: Client) -> None:
    for _ in range(2):
        client.write(HEAD + b"\r\n")
        assert (await client.answer()).endswith(b'"done"')
        await asyncio.sleep(2 * SHORT_S)


async def test_the_next_request_has_no_more_time_than_the_first(client: Client) -> None:
    client.write(HEAD + b"\r\n")
    assert await client.answer()
    client.write(HEAD)
    assert await client.answer() == b""


async def test_a_blank_line_is_no_request(client: Client) -> None:
    client.write(HEAD + b"\r\n")
    assert await client.answer()
    client.write(b"\r\n")
    assert await client.answer() == b""


@pytest.mark.parametrize("endless", [b"X-More: ", b"X-More: a\r\n"], ids=["one header", "many headers"])
async def test_headers_without_an_end_are_not_taken(client: Client, endless: bytes) -> None:
    client.write(HEAD)
    answers = asyncio.create_task(client.answer())
    while not answers.done():
        client.write(endless * 1_000)
        await asyncio.sleep(0)
    assert (await answers)[:12] in {b"HTTP/1.1 400", b""}


async def test_headers_may_be_long_and_come_in_pieces(client: Client) -> None:
    client.write(HEAD)
    await asyncio.sleep(SHORT_S / 4)
    client.write(b"X-More: " + b"a" * 30_000)
    await asyncio.sleep(SHORT_S / 4)
    client.write(b"\r\n\r\n")
    assert (await client.answer()).endswith(b'"done"')


async def test_a_websocket_stays(client: Client) -> None:
    client.write(UPGRADE)
    assert (await client.answer()).startswith(b"HTTP/1.1 101")
    assert b"done" in await client.answer()
