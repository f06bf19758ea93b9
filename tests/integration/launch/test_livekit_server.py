import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil
import pytest
from livekit import api, rtc

from domain.errors import ConfigurationInvalid, MediaUnavailable
from parley.install.steps.livekit_server import ServerProgram
from parley.launch.livekit_config import LiveKitPorts
from parley.launch.livekit_server import LiveKitServer, installed_server
from parley.launch.ports import ensure_port_free
from tests.livekit_server import LiveKit


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveKitServer]:
    async with LiveKitServer(
        installed_server(), log=tmp_path / "server.log", ports=LiveKitPorts.free()
    ) as running:
        yield running


def unlike(tmp_path: Path, script: str) -> ServerProgram:
    """A program that is called a LiveKit server and is none."""
    program = tmp_path / "livekit-server"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return ServerProgram(str(program))


async def joined(url: str, api_key: str, api_secret: str, identity: str) -> rtc.Room:
    grants = api.VideoGrants(room_join=True, room="room")
    token = api.AccessToken(api_key, api_secret).with_identity(identity).with_grants(grants).to_jwt()
    room = rtc.Room()
    await room.connect(url, token)
    return room


async def test_two_participants_reach_each_other(livekit: LiveKit) -> None:
    first, second = [await joined(livekit.url, livekit.api_key, livekit.api_secret, name) for name in ("a", "b")]
    heard = asyncio.get_running_loop().create_future()

    def on_data(packet: rtc.DataPacket) -> None:
        heard.set_result(packet.data)

    second.on("data_received", on_data)
    try:
        await first.local_participant.publish_data(b"hello", reliable=True)
        assert await asyncio.wait_for(heard, timeout=5) == b"hello"
    finally:
        await first.disconnect()
        await second.disconnect()


async def test_nobody_else_can_reach_it(server: LiveKitServer) -> None:
    addresses = {each.laddr.ip for each in psutil.Process(server.pid).net_connections() if each.laddr}
    assert addresses == {"127.0.0.1"}


async def test_other_keys_than_its_own_open_nothing(server: LiveKitServer) -> None:
    with pytest.raises(rtc.ConnectError):
        await joined(server.url, "devkey", "x" * 32, "caller")


async def test_the_secret_is_not_on_the_command_line(server: LiveKitServer) -> None:
    assert server.keys.api_secret not in " ".join(psutil.Process(server.pid).cmdline())


async def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    server = LiveKitServer(installed_server(), log=tmp_path / "server.log", ports=LiveKitPorts.free())
    async with server:
        process = psutil.Process(server.pid)

    assert not process.is_running()
    ensure_port_free(server.ports.http, use="the next one")
    ensure_port_free(server.ports.rtc_udp, use="the next one", transport="udp")


async def test_stopping_takes_no_longer_when_somebody_is_in_a_call(server: LiveKitServer) -> None:
    room = await joined(server.url, server.keys.api_key, server.keys.api_secret, "caller")
    try:
        async with asyncio.timeout(2):
            await server.stop()
    finally:
        await room.disconnect()


async def test_a_port_in_use_names_the_holder(server: LiveKitServer, tmp_path: Path) -> None:
    second = LiveKitServer(installed_server(), log=tmp_path / "second.log", ports=server.ports)

    with pytest.raises(ConfigurationInvalid, match=f"port {server.ports.http} .* held by process {server.pid} "):
        await second.start()


async def test_its_media_port_in_use_names_the_holder_too(server: LiveKitServer, tmp_path: Path) -> None:
    ports = LiveKitPorts(http=LiveKitPorts.free().http, rtc_udp=server.ports.rtc_udp)

    with pytest.raises(ConfigurationInvalid, match=rf"port {ports.rtc_udp} \(udp\).* process {server.pid} "):
        await LiveKitServer(installed_server(), log=tmp_path / "second.log", ports=ports).start()


async def test_another_runs_beside_it_on_other_ports(server: LiveKitServer, tmp_path: Path) -> None:
    ports = LiveKitPorts.free()
    async with (
        LiveKitServer(installed_server(), log=tmp_path / "second.log", ports=ports),
        httpx.AsyncClient() as web,
    ):
        for each in (server.ports, ports):
            assert (await web.get(f"http://127.0.0.1:{each.http}/")).status_code == httpx.codes.OK


async def test_its_death_is_noticed(server: LiveKitServer) -> None:
    watching = asyncio.create_task(server.watch())
    assert server.pid is not None

    os.kill(server.pid, signal.SIGKILL)

    with pytest.raises(MediaUnavailable, match="ended with status -9"):
        await asyncio.wait_for(watching, timeout=5)


async def test_one_that_ends_at_once_says_why(tmp_path: Path) -> None:
    broken = LiveKitServer(
        unlike(tmp_path, "echo could not parse config; exit 1"), log=tmp_path / "log", ports=LiveKitPorts.free()
    )

    with pytest.raises(MediaUnavailable, match=r"status 1[^\n]*\n.*could not parse config"):
        async with broken:
            pass


async def test_one_that_never_answers_is_given_up_and_ended(tmp_path: Path) -> None:
    silent = LiveKitServer(unlike(tmp_path, "exec sleep 60"), log=tmp_path / "log", ports=LiveKitPorts.free())
    await silent.start()

    with pytest.raises(MediaUnavailable, match=r"within 0\.3 s"):
        await silent.wait_healthy(timeout_s=0.3)

    await silent.stop()
    assert silent.pid is not None
    assert not psutil.pid_exists(silent.pid)
