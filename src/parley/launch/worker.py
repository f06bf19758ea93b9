"""A process that carries calls for the agent service that started it. Not to be run by hand."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvloop
from dependency_injector.providers import Object

from application.use_cases.drain_calls import DrainCalls
from domain.errors import ParleyError
from infrastructure import log, settings
from infrastructure.container import Container, carrying
from infrastructure.process.carrier import Carrier, serve_calls
from infrastructure.process.channel import Channel
from infrastructure.process.garbage import spare_what_stays
from infrastructure.process.shared import SharedEvents, SharedRegistry, SharedSpending
from parley.cli import STRICT_CHECKPOINTS
from parley.launch.serve import Stop, stop_asked_for


def main() -> None:
    os.environ.setdefault(*STRICT_CHECKPOINTS)
    end = socket.socket(fileno=int(sys.argv[1]))
    try:
        read = settings.load()
        log.configure(read.logging.log_level, read.logging.log_format)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(end, Container(settings=read)))
    except ParleyError as error:
        sys.exit(f"parley: {error}")


async def _serve(end: socket.socket, container: Container) -> None:
    stop = stop_asked_for()

    @asynccontextmanager
    async def ready(channel: Channel) -> AsyncGenerator[Carrier, None]:
        container.registry.override(Object(SharedRegistry(channel)))
        container.events.override(Object(SharedEvents(channel)))
        container.spending.override(Object(SharedSpending(channel)))
        async with carrying(container), _draining(container.drain_calls(), stop):
            spare_what_stays()
            yield Carrier(container.calls(), container.load(), container.provider_watch())

    await serve_calls(end, ready, stop.at_once)


@asynccontextmanager
async def _draining(drain: DrainCalls, stop: Stop) -> AsyncGenerator[None, None]:
    """Some supervisors tell each process of a service to end: like the service, this one lets its calls go on."""

    async def drain_when_asked() -> None:
        await stop.asked.wait()
        if not stop.at_once.is_set():
            await drain()
            stop.at_once.set()

    draining = asyncio.create_task(drain_when_asked(), name="worker:drain")
    try:
        yield
    finally:
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)


if __name__ == "__main__":
    main()
