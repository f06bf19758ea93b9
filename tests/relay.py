"""A line to a server that can be cut, frozen and mended, as networks are."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

CHUNK_BYTES = 65_536


class Relay:
    """Passes on what comes to its port, in both directions.

    :ivar port: where it listens.
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._listening: asyncio.Server | None = None
        self._lines = set[asyncio.Task[None]]()
        self._flows = asyncio.Event()
        self._flows.set()
        self.port = 0

    async def mend(self) -> None:
        """Connections are taken, and what is said on them is passed on."""
        self._flows.set()
        if self._listening is None:
            self._listening = await asyncio.start_server(self._taken, "127.0.0.1", self.port)
            self.port = self._listening.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """All connections break, and new ones are refused."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def freeze(self) -> None:
        """Connections are taken and stay, and nothing is heard on them."""
        self._flows.clear()

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.create_task(self._carry(reader, writer))
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", self._server_port)
        both = [asyncio.create_task(self._pass(*way)) for way in ((reader, here), (there, writer))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in both:
                way.cancel()
            for end in (writer, here):
                end.close()

    async def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK_BYTES):
                await self._flows.wait()
                to.write(data)
                await to.drain()


@asynccontextmanager
async def relay_to(port: int) -> AsyncGenerator[Relay]:
    relay = Relay(port)
    await relay.mend()
    try:
        yield relay
    finally:
        await relay.cut()
