"""One of the services as a process of its own."""

import asyncio
import signal
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import httpx

from domain.errors import ParleyError
from parley.launch.child import Child
from parley.launch.fleet_plan import COMMAND, PlannedProcess
from parley.launch.ports import ensure_port_free

START_TIMEOUT_S = 120.0
"""A second or two, and more when many start at once on a machine that has too much to do."""

STOP_GRACE_S = 15.0
"""For calls to be ended and what they used to be released."""

POLL_INTERVAL_S = 0.05


class ProcessFailed(ParleyError):
    """A service that was to run as a process of its own did not start."""

    code = "process_failed"


class ServiceProcess:
    """:param show: given each line of its log."""

    def __init__(self, planned: PlannedProcess, *, folder: Path, show: Callable[[str], None]) -> None:
        self.planned = planned
        self.log = folder / f"{planned.name}.log"
        command = [*COMMAND, planned.command]
        self._child = Child(planned.name, command, env=planned.env, log=self.log, show=show)

    @property
    def name(self) -> str:
        return self.planned.name

    @property
    def pid(self) -> int | None:
        return self._child.pid

    async def start(self) -> None:
        """Returns when it is ready.

        :raises ConfigurationInvalid: its port is held.
        :raises ProcessFailed: it ended instead, or did not become ready in time.
        """
        planned = self.planned
        ensure_port_free(planned.port, use=f"{planned.name} ({planned.port_variable})")
        await self._child.start()
        try:
            async with asyncio.timeout(START_TIMEOUT_S), httpx.AsyncClient(trust_env=False) as client:
                while not await self._is_ready(client):
                    if not self._child.is_running:
                        raise ProcessFailed(f"{self.name} did not start; its log is {self.log}")
                    await asyncio.sleep(POLL_INTERVAL_S)
        except TimeoutError as error:
            raise ProcessFailed(
                f"{self.name} was not ready within {START_TIMEOUT_S:g} s; its log is {self.log}"
            ) from error

    async def ended(self) -> int:
        """Wait for its end.

        :returns: the exit status; negative for a signal.
        """
        return await self._child.ended()

    async def stop(self) -> None:
        """As a Ctrl-C would: without waiting for its calls to end by themselves."""
        await self._child.stop(STOP_GRACE_S, by=signal.SIGINT)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        try:
            answer = await client.get(f"{self.planned.url}{self.planned.ready}", timeout=5.0)
        except httpx.TransportError:
            return False
        return answer.status_code == HTTPStatus.OK
