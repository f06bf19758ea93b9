"""The LiveKit server as a child process, on this machine's loopback address."""

import asyncio
import os
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import httpx

from domain.errors import ConfigurationInvalid, MediaUnavailable
from parley.install.machine import this_machine
from parley.install.steps.livekit_server import ServerProgram, find_livekit_server
from parley.launch.child import Child
from parley.launch.livekit_config import LiveKitKeys, LiveKitPorts, server_config
from parley.launch.ports import LOOPBACK, ensure_port_free

LIVEKIT_URL = "PARLEY_LIVEKIT_URL"
"""Names a server that is there already."""

WEBHOOK = "/api/v1/livekit/webhook"
"""Where a control plane is told."""

# It answers within 0.3 s here; a cold disk or a container may take seconds.
START_TIMEOUT_S = 20.0
STOP_GRACE_S = 3.0
# Asked once, it waits for open calls, five seconds at a time; and it forgets the request altogether when it
# comes within 0.1 s of its start. Asked twice, it ends.
STOP_INSIST_AFTER_S = 0.3
POLL_INTERVAL_S = 0.05


class LiveKitServer:
    """Start, wait until healthy, watch, stop; or all of it as an async context.

    :param program: what to start.
    :param ports: each server's own.
    :param keys: whoever joins a room needs a token signed with these.
    :param webhook_urls: who is told what happens in rooms.
    :param log: receives the server's output.
    :param media_address: where clients are told to send media.
    """

    def __init__(
        self,
        program: ServerProgram,
        *,
        log: Path,
        ports: LiveKitPorts | None = None,
        keys: LiveKitKeys | None = None,
        media_address: str = LOOPBACK,
        webhook_urls: Sequence[str] = (),
    ) -> None:
        self.ports = ports or LiveKitPorts()
        self.keys = keys or LiveKitKeys()
        env = {"LIVEKIT_CONFIG": server_config(self.ports, self.keys, media_address, webhook_urls)}
        self._child = Child("the LiveKit server", _command(program, self.ports), env=env, log=log)

    @property
    def url(self) -> str:
        """Where callers and agents connect."""
        return f"ws://{LOOPBACK}:{self.ports.http}"

    @property
    def pid(self) -> int | None:
        return self._child.pid

    async def start(self) -> None:
        """Start the process. It is not ready yet.

        :raises ConfigurationInvalid: when a port is held, naming its holder, or the program cannot be started.
        """
        ensure_port_free(self.ports.http, use="the LiveKit server (or name one of yours: PARLEY_LIVEKIT_URL)")
        ensure_port_free(self.ports.rtc_udp, use="the LiveKit server's media", transport="udp")
        await self._child.start()

    async def wait_healthy(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Until it answers.

        :raises MediaUnavailable: when it ends instead, or does not answer in time.
        """
        try:
            async with asyncio.timeout(timeout_s), httpx.AsyncClient(trust_env=False) as client:
                while not await self._answers(client):
                    if not self._child.is_running:
                        await self.watch()
                    await asyncio.sleep(POLL_INTERVAL_S)
        except TimeoutError as error:
            raise MediaUnavailable(
                f"the LiveKit server did not answer within {timeout_s:g} s; its log is {self._child.log}"
            ) from error

    async def ended(self) -> int:
        """Wait for its end.

        :return: the exit status; negative for a signal.
        """
        return await self._child.ended()

    async def watch(self) -> NoReturn:
        """Until it ends, which it never should.

        :raises MediaUnavailable: with its last words.
        """
        status = await self._child.ended()
        last_lines = self._child.last_lines()
        raise MediaUnavailable(
            f"the LiveKit server ended with status {status}; its log is {self._child.log}\n{last_lines}"
        )

    async def stop(self, grace_s: float = STOP_GRACE_S) -> None:
        """End it, calls that are open included: end those first. Stopping twice is fine."""
        await self._child.stop(grace_s, insist_after_s=STOP_INSIST_AFTER_S)

    async def __aenter__(self) -> Self:
        await self.start()
        try:
            await self.wait_healthy()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            answer = await client.get(f"http://{LOOPBACK}:{self.ports.http}/", timeout=1.0)
        except httpx.TransportError:
            return False
        return answer.status_code == HTTPStatus.OK


def installed_server() -> ServerProgram:
    """The LiveKit server that the installer found or built.

    :raises ConfigurationInvalid: when there is none.
    """
    program = find_livekit_server(this_machine())
    if program is None:
        raise ConfigurationInvalid(
            "no LiveKit server is here: `make run` installs one; or set PARLEY_LIVEKIT_URL to one of yours"
        )
    return program


def own_livekit(control_planes: Sequence[str]) -> LiveKitServer:
    """One with keys that it has made up, which this process and its children find in the environment.

    :param control_planes: base URLs of those that are told what happens in rooms.
    """
    server = LiveKitServer(
        installed_server(),
        log=this_machine().cache / "livekit-server.log",
        webhook_urls=[f"{url}{WEBHOOK}" for url in control_planes],
    )
    os.environ[LIVEKIT_URL] = server.url
    os.environ["PARLEY_LIVEKIT_API_KEY"] = server.keys.api_key
    os.environ["PARLEY_LIVEKIT_API_SECRET"] = server.keys.api_secret
    return server


def _command(program: ServerProgram, ports: LiveKitPorts) -> Sequence[str]:
    if program.image is None:
        return [program.program]
    name = f"parley-livekit-{ports.http}-{os.getpid()}"
    network = ["--network", "host"]
    return [
        program.program,
        "run",
        "--rm",
        "--init",
        "--name",
        name,
        *network,
        "--env",
        "LIVEKIT_CONFIG",
        program.image,
    ]
