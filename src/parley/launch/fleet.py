"""`parley up`: a fleet on one machine, each service a process of its own."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

from rich.console import Console
from rich.markup import escape

from parley.install.machine import this_machine
from parley.launch.fleet_plan import plan_fleet
from parley.launch.livekit_server import LIVEKIT_URL, own_livekit
from parley.launch.redis_server import RedisServer, installed_redis
from parley.launch.serve import stop_asked_for
from parley.launch.service_process import ServiceProcess

REDIS_URL = "PARLEY_REDIS_URL"


class Fleet:
    """What is started first is ended last: replicas tell control planes what has ended before those end.

    :param console: where it is said how things are.
    """

    def __init__(self, console: Console, stack: AsyncExitStack) -> None:
        self._console = console
        self._stack = stack
        self._watching: list[asyncio.Task[None]] = []

    async def redis(self) -> str:
        """:returns: its address: of the operator's own, or of one that is started."""
        if REDIS_URL in os.environ:
            self._say_ready("Redis", f"as {REDIS_URL} says")
            return os.environ[REDIS_URL]
        own = RedisServer(installed_redis(), log=this_machine().cache / "redis-server.log")
        await self._stack.enter_async_context(own)
        self._say_ready("Redis", own.url)
        self._watch("Redis", own.child.ended)
        return own.url

    async def livekit(self, control_planes: Sequence[str]) -> None:
        """:param control_planes: base URLs of those that are told what happens in rooms."""
        if LIVEKIT_URL in os.environ:
            self._say_ready("LiveKit server", f"{os.environ[LIVEKIT_URL]}, as {LIVEKIT_URL} says")
            return
        own = await self._stack.enter_async_context(own_livekit(control_planes))
        self._say_ready("LiveKit server", own.url)
        self._watch("the LiveKit server", own.ended)

    async def services(self, processes: Sequence[ServiceProcess]) -> None:
        """Start all of them at once."""

        async def stop() -> None:
            await asyncio.gather(*(each.stop() for each in processes))

        self._stack.push_async_callback(stop)
        async with asyncio.TaskGroup() as starting:
            for each in processes:
                starting.create_task(each.start())
        for each in processes:
            self._say_ready(each.name, each.planned.url)
            self._watch(each.name, each.ended)

    async def unwatch(self) -> None:
        """From now on, ends are wanted."""
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)

    def show(self, name: str) -> Callable[[str], None]:
        """:returns: what prints a line of a process, with its name before it."""
        return lambda line: self._console.print(f"{name:>9} | {line}", markup=False, soft_wrap=True)

    def _say_ready(self, name: str, where: str) -> None:
        self._console.print(f"[green]✓[/] {name:17} {escape(where)}", soft_wrap=True)

    def _watch(self, name: str, ended: Callable[[], Awaitable[int]]) -> None:
        async def tell() -> None:
            status = await ended()
            self._console.print(f"[red]✗[/] {name} has ended by itself, with status {status}. The others go on.")

        self._watching.append(asyncio.create_task(tell(), name=f"up:watch {name}"))


async def run_fleet(replicas: int, control_planes: int) -> None:
    """Start all, say where the page is, and run until told to stop.

    :raises ConfigurationInvalid: something is missing or wrong, or a port is held.
    :raises MediaUnavailable: the LiveKit server does not start.
    :raises ProcessFailed: a service does not start.
    """
    console = Console(stderr=True, highlight=False)
    began = time.monotonic()
    stop = stop_asked_for()
    async with AsyncExitStack() as stack:
        fleet = Fleet(console, stack)
        stack.push_async_callback(fleet.unwatch)
        starting = asyncio.create_task(_start(fleet, replicas, control_planes), name="up:start")
        asked = asyncio.create_task(stop.asked.wait(), name="up:stop")
        try:
            await asyncio.wait((starting, asked), return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                page = starting.result()
                took_s = time.monotonic() - began
                console.print(f"\nReady in {took_s:.1f} s. Call at [bold]{page}[/]\nCtrl-C ends everything.")
                await asked
            console.print("\nEnding calls and services ...")
        finally:
            for task in (starting, asked):
                task.cancel()
            await asyncio.gather(starting, asked, return_exceptions=True)
            await fleet.unwatch()


async def _start(fleet: Fleet, replicas: int, control_planes: int) -> str:
    """:returns: the page's address, by a name that browsers let use the microphone without TLS."""
    plan = plan_fleet(replicas, control_planes, redis_url=await fleet.redis(), environment=os.environ)
    await fleet.livekit([each.url for each in plan.control_planes])
    folder = this_machine().cache / "up"
    for planned in (plan.control_planes, plan.agents):
        await _unwrapped(
            fleet.services([ServiceProcess(each, folder=folder, show=fleet.show(each.name)) for each in planned])
        )
    return f"http://localhost:{plan.control_planes[0].port}"


async def _unwrapped(starting: Awaitable[None]) -> None:
    """One reason is enough to say why not all have started."""
    try:
        await starting
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
