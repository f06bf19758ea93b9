"""A process that carries calls for the agent service that started it. Not to be run by hand."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvloop
from dependency_injector.providers import Object

from domain.errors import ParleyError
from infrastructure import log, settings
from infrastructure.container import Container, carrying
from infrastructure.process.carrier import Carrier, serve_calls
from infrastructure.process.channel import Channel
from infrastructure.process.garbage import spare_what_stays
from infrastructure.process.shared import SharedEvents, SharedRegistry, SharedSpending
from parley.cli import STRICT_CHECKPOINTS
from parley.launch.serve import stop_asked_for


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
    @asynccontextmanager
    async def ready(channel: Channel) -> AsyncGenerator[Carrier, None]:
        container.registry.override(Object(SharedRegistry(channel)))
        container.events.override(Object(SharedEvents(channel)))
        container.spending.override(Object(SharedSpending(channel)))
        async with carrying(container):
            spare_what_stays()
            yield Carrier(container.calls(), container.load(), container.provider_watch())

    await serve_calls(end, ready, stop_asked_for())


if __name__ == "__main__":
    main()
