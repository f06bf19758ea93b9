"""Replicas that take every call, and carry none."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import orjson
from websockets.asyncio.client import connect

from benchmarks.orchestration.http import Answering

REPORTS_EVERY_S = 0.5


@dataclass
class CheapReplica:
    """:ivar calls_end: each call is over by the report after the one that first told of it; otherwise never.
    :ivar joins: how many calls it was given.
    """

    name: str
    url: str
    capacity: int
    calls_end: bool
    joins: int = 0
    _begun: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    _told: list[dict[str, object]] = field(default_factory=list[dict[str, object]])

    def join(self, body: bytes) -> bytes:
        wanted = orjson.loads(body)
        self.joins += 1
        call_id, room = wanted["call_id"], wanted["room"]
        self._begun.append(
            {"session_id": call_id, "call_id": call_id, "room": room, "user_id": wanted["user_id"],
             "epoch": wanted["epoch"], "status": "active"}
        )  # fmt: skip
        return orjson.dumps({"session_id": call_id, "room": room, "status": "active"})

    def report(self) -> str:
        if self.calls_end:
            over = [{**each, "status": "ended", "reason": "caller_left"} for each in self._told]
            self._told, self._begun = self._begun, []
            sessions = self._told + over
        else:
            self._told, self._begun = self._told + self._begun, []
            sessions = self._told
        told = {
            "url": self.url,
            "incarnation": "1",
            "version": "0",
            "capacity": self.capacity,
            "sessions": sessions,
        }
        return orjson.dumps(told).decode()

    async def hold_lease(self, control_plane: str, after_s: float) -> None:
        """Report for ever.

        :param after_s: replicas that started at different times do not report all at once.
        """
        await asyncio.sleep(after_s)
        url = f"{control_plane.replace('http', 'ws', 1)}/api/v1/replicas/{self.name}/lease"
        async with connect(url, proxy=None, compression=None) as lease:
            while True:
                await lease.send(self.report())
                await lease.recv()
                await asyncio.sleep(REPORTS_EVERY_S)


@asynccontextmanager
async def cheap_replicas(
    count: int, capacity: int, *, calls_end: bool
) -> AsyncGenerator[Sequence[CheapReplica], None]:
    """Behind one port, each with a path of its own. They hold no leases yet."""
    replicas: dict[str, CheapReplica] = {}

    def answer(path: str, body: bytes) -> bytes:
        name, _, command = path[1:].partition("/")
        return replicas[name].join(body) if command == "join" else b"{}"

    server = await asyncio.get_running_loop().create_server(lambda: Answering(answer), "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for number in range(count):
        name = f"cheap-{number:05}"
        replicas[name] = CheapReplica(name, f"{address}/{name}", capacity, calls_end)
    try:
        yield list(replicas.values())
    finally:
        server.close()


@asynccontextmanager
async def leases_of(replicas: Sequence[CheapReplica], control_plane: str) -> AsyncGenerator[None, None]:
    """While it lasts, all of them hold leases there, from half a second on."""
    between_s = REPORTS_EVERY_S / len(replicas)
    async with AsyncExitStack() as stack:
        holding = [
            asyncio.create_task(each.hold_lease(control_plane, number * between_s))
            for number, each in enumerate(replicas)
        ]

        async def let_go() -> None:
            for task in holding:
                task.cancel()
            await asyncio.gather(*holding, return_exceptions=True)

        stack.push_async_callback(let_go)
        yield
