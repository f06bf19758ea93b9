"""Media that goes by another address of this machine, where some of it can be lost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

import psutil

Address = tuple[str, int]
RELAY = "127.0.0.2"
"""Linux answers at all of 127.0.0.0/8; elsewhere it takes `ifconfig lo0 alias 127.0.0.2`."""


class MediaRelay(asyncio.DatagramProtocol):
    """Passes UDP on to a server at the same port of 127.0.0.1, and back, each client by a socket of its own."""

    def __init__(self, server: Address) -> None:
        self._server = server
        self._ways: dict[Address, _Way] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._cut: frozenset[int] = frozenset()
        self._transport: asyncio.DatagramTransport | None = None

    def cut_off_this_process(self) -> None:
        """Nothing reaches the sockets that this process has now, and nothing of what they send arrives."""
        self._cut = frozenset(each.laddr.port for each in psutil.Process().net_connections("udp"))

    def heal(self) -> None:
        self._cut = frozenset()

    def back(self, client: Address, data: bytes) -> None:
        if self._transport is not None and not self._is_cut(client):
            self._transport.sendto(data, client)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self._is_cut(addr):
            return
        way = self._ways.get(addr)
        if way is None:
            way = self._ways[addr] = _Way(self, addr)
            opening = asyncio.create_task(way.open(self._server))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)
        way.forth(data)

    def close(self) -> None:
        for way in self._ways.values():
            way.close()
        if self._transport is not None:
            self._transport.close()

    def _is_cut(self, client: Address) -> bool:
        return client[1] in self._cut


class _Way(asyncio.DatagramProtocol):
    def __init__(self, relay: MediaRelay, client: Address) -> None:
        self._relay = relay
        self._client = client
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, server: Address) -> None:
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, remote_addr=server
        )

    def forth(self, data: bytes) -> None:
        """What comes before it is open is lost, as UDP may be."""
        if self._transport is not None:
            self._transport.sendto(data)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._relay.back(self._client, data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


@asynccontextmanager
async def media_relay(port: int) -> AsyncGenerator[MediaRelay, None]:
    loop = asyncio.get_running_loop()
    _, relay = await loop.create_datagram_endpoint(
        lambda: MediaRelay(("127.0.0.1", port)), local_addr=(RELAY, port)
    )
    try:
        yield relay
    finally:
        relay.close()
