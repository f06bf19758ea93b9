"""Running one service, or both in one process, until told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI

from domain.errors import ParleyError
from parley.launch.impatient import ImpatientProtocol

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

REQUEST_GRACE_S = 2
"""For requests that are being answered when the service stops."""

KEEP_ALIVE_S = 65
"""Longer than clients and load balancers keep an idle connection (5 s, 60 s): a server that closes first now and
then closes just as the next request comes."""

POLL_S = 0.02


class ServiceFailed(ParleyError):
    """A service ended by itself."""

    code = "service_failed"


@dataclass(frozen=True, slots=True)
class Service:
    """An app, and where it listens.

    :ivar name: as errors tell it.
    :ivar port_variable: the environment variable that chooses the port.
    :ivar drain: lets what it does end by itself; waited for when the service is to end, but not at once.
    """

    name: str
    app: FastAPI
    host: str
    port: int
    port_variable: str
    drain: Callable[[], Awaitable[None]] | None = None


class Running:
    """Services that serve between entering and leaving; the last to start is the first to stop."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._servers: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []

    async def __aenter__(self) -> Self:
        """:raises ServiceFailed: one of them did not start; the log says why."""
        try:
            for service in self._services:
                await self._start(service)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def until(self, stop: asyncio.Event) -> None:
        """Serve until told to stop.

        :raises ServiceFailed: one of them ended by itself.
        """
        told = asyncio.create_task(stop.wait(), name="serve:until")
        try:
            tasks = [task for _, task in self._servers]
            await asyncio.wait((told, *tasks), return_when=asyncio.FIRST_COMPLETED)
            if not told.done():
                raise ServiceFailed("a service ended by itself: its log, above, says why")
        finally:
            told.cancel()

    async def _start(self, service: Service) -> None:
        server = _Server(_config(service))
        task = asyncio.create_task(server.serve(), name=f"serve:{service.name}")
        self._servers.append((server, task))
        while not server.started:
            await asyncio.wait((task,), timeout=POLL_S)
            if task.done():
                raise ServiceFailed(f"the {service.name} did not start: its log, above, says why")

    async def _stop(self) -> None:
        for server, task in reversed(self._servers):
            server.should_exit = True
            await asyncio.gather(task, return_exceptions=True)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave them to `stop_asked_for`: several servers cannot each have them."""
        yield


@dataclass(frozen=True, slots=True)
class Stop:
    """
    :ivar asked: this process is to end, when it has done what it is doing.
    :ivar at_once: it is not to wait for that.
    """

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: asyncio.Event = field(default_factory=asyncio.Event)

    def by(self, number: signal.Signals) -> None:
        """SIGTERM gives time. A Ctrl-C gives none, nor does a second signal."""
        if number is signal.SIGINT or self.asked.is_set():
            self.at_once.set()
        self.asked.set()


def stop_asked_for() -> Stop:
    """Told by the signals that come from now on."""
    stop = Stop()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.by, number)
    return stop


async def drained(running: Running, drain: Callable[[], Awaitable[None]], stop: Stop) -> None:
    """Go on serving until nothing is left to be done, or must be left.

    :raises ServiceFailed: the service ended by itself.
    """
    draining = asyncio.ensure_future(drain())
    draining.add_done_callback(lambda _: stop.at_once.set())
    try:
        await running.until(stop.at_once)
    finally:
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)


def _config(service: Service) -> uvicorn.Config:
    return uvicorn.Config(
        service.app,
        host=service.host,
        port=service.port,
        http=ImpatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=REQUEST_GRACE_S,
    )
