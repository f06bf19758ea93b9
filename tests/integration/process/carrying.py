"""A process that carries calls as the product's own does, but for a transport and agents that are fakes."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date

import uvloop

from application.billing.billing import Billing
from application.billing.bounds import Bounds
from application.billing.caps import Caps
from application.calls.own import CallLimits, OwnCalls
from domain.entities.tariff import Tariff
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.process.carrier import Carrier, serve_calls
from infrastructure.process.channel import Channel
from infrastructure.process.shared import SharedEvents, SharedRegistry, SharedSpending
from tests.fakes.agent import FakeAgentTeam
from tests.fakes.process_load import FakeProcessLoad
from tests.fakes.provider_watch import FakeProviderWatch
from tests.fakes.transport import FakeCallTransport


@asynccontextmanager
async def carrying(channel: Channel) -> AsyncGenerator[Carrier, None]:
    events = SharedEvents(channel)
    load = FakeProcessLoad()
    calls = OwnCalls(
        transport=FakeCallTransport(),
        team=FakeAgentTeam(),
        memory=InMemoryCallMemory(),
        registry=SharedRegistry(channel),
        events=events,
        limits=CallLimits(2, join_timeout_s=5, bounds=Bounds(), stop_timeout_s=5, retention_s=600),
        billing=Billing(
            tariff=Tariff(date(2026, 11, 21)), caps=Caps(), spending=SharedSpending(channel), events=events
        ),
        load=load,
    )
    yield Carrier(calls, load, FakeProviderWatch())
    await calls.stop()


async def serve(end: socket.socket) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve_calls(end, carrying, stop)


def main() -> None:
    if "BROKEN" in os.environ:
        sys.exit("this one cannot start")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    main()
