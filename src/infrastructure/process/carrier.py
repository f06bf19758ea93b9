"""What a process of its own does that carries calls: as it is asked to, until nobody is there to ask."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from domain.entities.session import Session
from domain.errors import ServiceBusy
from domain.interfaces.calls import Calls
from domain.interfaces.process_load import ProcessLoad
from domain.interfaces.provider_watch import ProviderWatch
from infrastructure.process.channel import Channel, Handler
from infrastructure.process.report import EVERY_S, Report


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries the calls, and what is known of how it fares."""

    calls: Calls
    load: ProcessLoad
    providers: ProviderWatch


async def serve_calls(
    end: socket.socket, carrying: Callable[[Channel], AbstractAsyncContextManager[Carrier]], stop: asyncio.Event
) -> None:
    """Until the other side is gone, or somebody asks this process to stop.

    :param end: this process's end of a pair, whose other one a `Worker` has.
    :param carrying: makes ready who carries the calls, and ends what it has on leaving.
    """
    handlers: dict[str, Handler] = {}
    channel = await Channel.over(end, handlers)
    serving = asyncio.create_task(channel.serve(), name="worker:serve")
    asked = asyncio.create_task(stop.wait(), name="worker:stop")
    try:
        async with carrying(channel) as carrier:
            calls = carrier.calls

            async def admit(session: Session, until: float) -> None:
                """:param until: by the clock that all processes of a machine have in common."""
                if time.monotonic() > until:
                    raise ServiceBusy(calls.lag_s)
                await calls.admit(session)

            async def hand_over(session_id: str, epoch: int, successor_epoch: int, within_s: float) -> None:
                await calls.hand_over(session_id, epoch=epoch, successor_epoch=successor_epoch, within_s=within_s)

            handlers |= {"hand_over": hand_over}
            handlers |= {"admit": admit, "joined": calls.joined, "end": calls.end}
            handlers |= {"wait_empty": calls.wait_empty, "stop": calls.stop}
            reporting = asyncio.create_task(_report(carrier, channel), name="worker:report")
            await asyncio.wait((serving, asked), return_when=asyncio.FIRST_COMPLETED)
            await calls.stop()
            reporting.cancel()
            await asyncio.gather(reporting, return_exceptions=True)
    finally:
        asked.cancel()
        channel.close()
        await asyncio.gather(serving, asked, return_exceptions=True)


async def _report(carrier: Carrier, channel: Channel) -> None:
    calls, load = carrier.calls, carrier.load
    while True:
        providers = carrier.providers.states()
        report = Report(calls.capacity, calls.lag_s, calls.is_busy, load.lateness(), load.size(), providers)
        channel.tell("report", report)
        await asyncio.sleep(EVERY_S)
