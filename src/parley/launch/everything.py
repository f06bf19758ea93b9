"""`parley run`: everything on one machine."""

import asyncio
import os
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from rich.console import Console

from infrastructure.process.garbage import spare_what_stays
from parley.launch.fleet_plan import CONTROL_PLANE_PORT
from parley.launch.livekit_server import LIVEKIT_URL, own_livekit
from parley.launch.ports import LOOPBACK, ensure_port_free
from parley.launch.serve import Running, stop_asked_for
from parley.launch.services import agent_service, control_plane_service

AGENT_URLS = "PARLEY_AGENT_URLS"


async def run_everything() -> None:
    """Start all, say where the page is, and run until told to stop.

    :raises ConfigurationInvalid: something is missing or wrong, or a port is held.
    :raises MediaUnavailable: the LiveKit server does not start, or ended by itself.
    :raises ServiceFailed: a service does not start, or ended by itself.
    """
    console = Console(stderr=True, highlight=False)
    began = time.monotonic()
    stop = stop_asked_for()
    async with AsyncExitStack() as stack:
        own = (
            None if LIVEKIT_URL in os.environ else await stack.enter_async_context(own_livekit([_told_of_rooms()]))
        )
        why = "" if own else f", as {LIVEKIT_URL} says"
        console.print(f"[green]✓[/] LiveKit server    {os.environ[LIVEKIT_URL]}{why}")
        agents = agent_service()
        os.environ.setdefault(AGENT_URLS, f"http://{agents.host}:{agents.port}")
        services = [agents, control_plane_service()]
        for service in services:
            ensure_port_free(service.port, use=f"the {service.name} ({service.port_variable})", host=service.host)
        running = await stack.enter_async_context(Running(services))
        spare_what_stays()
        for service in services:
            console.print(f"[green]✓[/] {service.name:17} http://{service.host}:{service.port}")
        console.print(f"\nReady in {time.monotonic() - began:.1f} s. Call at [bold]{_page(services[1].port)}[/]")
        console.print("Ctrl-C ends everything.")
        await _first_of(running.until(stop.asked), *([own.watch()] if own else []))
        console.print("\nEnding calls and services ...")


def _told_of_rooms() -> str:
    """Where the control plane will be: LiveKit has to know before its settings can be read."""
    return f"http://{LOOPBACK}:{os.environ.get(CONTROL_PLANE_PORT, '8080')}"


def _page(port: int) -> str:
    """A name that browsers let use the microphone without TLS."""
    return f"http://localhost:{port}"


async def _first_of(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Wait for the one that ends first, and for what it has to say; end the others."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for task in done:
        task.result()
