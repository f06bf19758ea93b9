"""From the command to the first audible sound: `python -m benchmarks.first_audio`.

Parley's POST /join beside the dispatch of a stock livekit-agents worker, with the same providers and greeting.
Both run at once on one LiveKit server and take turns. The caller is in the room before, with an open microphone.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from livekit import api
from rich.console import Console

from benchmarks import processes
from benchmarks.figures import Ratio
from benchmarks.peers import stock_worker
from benchmarks.processes import NothingHeard, Service
from benchmarks.report import machine, show, show_spreads_ms
from infrastructure.caller.caller import Caller, on_the_line
from parley.launch.livekit_server import LiveKitServer

PAIRS = 12
TIMEOUT_S = 20.0
CALLER = "caller"
DECODER = "decoder_program.py"
"""In the command line of a recogniser's process. Parley has them ready, the worker starts them later."""
TALKED_FOR_S = 2.0
"""How long a call lasts until its memory is measured."""


@dataclass(slots=True)
class Side:
    """One of the two.

    :ivar command: take the call in a room; `leave` ends it.
    """

    name: str
    service: Service
    command: Callable[[str], Coroutine[None, None, None]]
    leave: Callable[[str], Coroutine[None, None, None]]
    times_s: list[float] = field(default_factory=list[float])
    idle_mib: float = 0.0
    decoders_mib: float = 0.0
    in_call_mib: float = 0.0


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=PAIRS, help=f"how many calls on each side ({PAIRS})")
    chosen = options.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            logs = Path(folder)
            livekit = await stack.enter_async_context(processes.livekit_server(logs))
            sides = await _sides(stack, livekit, logs)
            with console.status("calling"):
                for side in sides:
                    await _take_call(livekit, side)  # what only a first call does
                for number in range(chosen.pairs):
                    for side in sides:
                        side.times_s.append(await _take_call(livekit, side))
                    console.log(f"{number + 1} of {chosen.pairs} pairs")
                for side in sides:
                    await _weigh(livekit, side)
    _report(console, *sides)


async def _sides(stack: AsyncExitStack, livekit: LiveKitServer, logs: Path) -> tuple[Side, Side]:
    ours = await stack.enter_async_context(processes.agent_service(livekit, logs))
    stock = await stack.enter_async_context(processes.stock_worker(livekit, logs))
    http = await stack.enter_async_context(httpx.AsyncClient(base_url=ours.url, trust_env=False))
    server = await stack.enter_async_context(api.LiveKitAPI(livekit.url, *_keys(livekit)))

    async def join(room: str) -> None:
        (await http.post("/join", json={"room": room, "user_id": CALLER})).raise_for_status()

    async def leave(room: str) -> None:
        (await http.post("/leave", json={"room": room})).raise_for_status()

    async def dispatch(room: str) -> None:
        wanted = api.CreateAgentDispatchRequest(agent_name=stock_worker.NAME, room=room)
        await server.agent_dispatch.create_dispatch(wanted)

    async def delete(room: str) -> None:
        await server.room.delete_room(api.DeleteRoomRequest(room=room))

    return Side("parley, POST /join", ours, join, leave), Side("stock worker, dispatch", stock, dispatch, delete)


async def _take_call(livekit: LiveKitServer, side: Side) -> float:
    """Seconds from the command to the first audible sound, on a machine that is quiet before."""
    await side.service.quiet()
    async with _answered_call(livekit, side) as seconds:
        return seconds


async def _weigh(livekit: LiveKitServer, side: Side) -> None:
    await side.service.quiet()
    side.idle_mib = side.service.memory_mib(besides=DECODER)
    side.decoders_mib = side.service.memory_mib() - side.idle_mib
    async with _answered_call(livekit, side):
        await asyncio.sleep(TALKED_FOR_S)
        side.in_call_mib = side.service.memory_mib(besides=DECODER)


@asynccontextmanager
async def _answered_call(livekit: LiveKitServer, side: Side) -> AsyncGenerator[float, None]:
    room = f"benchmark-{uuid4().hex}"
    try:
        async with on_the_line(livekit.url, _token(livekit, room)) as caller:
            commanded_at = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(side.command(room))
                heard_at = await _first_sound(caller, commanded_at, side)
            yield heard_at - commanded_at
    finally:
        await side.leave(room)


async def _first_sound(caller: Caller, since: float, side: Side) -> float:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await caller.ear.first_sound(since)
    except TimeoutError as error:
        last = side.service.last_lines()
        raise NothingHeard(f"{side.name}: nothing was heard within {TIMEOUT_S:g} s\n{last}") from error


def _token(livekit: LiveKitServer, room: str) -> str:
    grants = api.VideoGrants(room_join=True, room=room)
    return api.AccessToken(*_keys(livekit)).with_identity(CALLER).with_grants(grants).to_jwt()


def _keys(livekit: LiveKitServer) -> tuple[str, str]:
    return livekit.keys.api_key, livekit.keys.api_secret


def _report(console: Console, ours: Side, stock: Side) -> None:
    console.print(machine())
    times_s = {side.name: side.times_s for side in (ours, stock)}
    show_spreads_ms(console, "Command to first audible frame", "side", times_s)
    ratio = Ratio.of_medians(stock.times_s, ours.times_s)
    console.print(f"Medians, stock worker to Parley: {ratio}.")
    rows = [
        (side.name, *(f"{each:.0f}" for each in (side.idle_mib, side.in_call_mib, side.decoders_mib)))
        for side in (ours, stock)
    ]
    show(console, "Memory (PSS), MiB", ("side", "idle", "one call", "ready decoders, besides"), rows)


if __name__ == "__main__":
    asyncio.run(main())
