"""The caller's network is gone for a while: a train in a tunnel."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from infrastructure.caller.reception import Ticket
from parley.launch.livekit_config import LiveKitPorts
from parley.launch.livekit_server import LiveKitServer, installed_server
from tests.chaos.fleet import fleet_of
from tests.chaos.hearing import dialling
from tests.chaos.media_relay import RELAY, media_relay
from tests.chaos.toxiproxy import toxiproxy
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

GONE_S = 8.0
BACK_WITHIN_S = 20.0
LONG_QUESTION = "my router keeps losing the connection"


async def test_a_caller_whose_network_was_gone_for_eight_seconds_is_in_the_same_call(tmp_path: Path) -> None:
    ports = LiveKitPorts.free()
    server = LiveKitServer(installed_server(), log=tmp_path / "livekit.log", ports=ports, media_address=RELAY)
    async with (
        server,
        media_relay(ports.rtc_udp) as media,
        toxiproxy(tmp_path) as proxies,
        AsyncExitStack() as stack,
    ):
        livekit = LiveKit(server.url, server.keys.api_key, server.keys.api_secret)
        signalling = await proxies.before(server.url)
        fleet = await stack.enter_async_context(fleet_of(livekit, tmp_path, replicas=1, control_planes=1))
        telephone = await stack.enter_async_context(dialling(fleet))
        given = await telephone.reception.ticket()
        ticket = Ticket(given.token, signalling.url, given.room, given.identity, given.session_id)
        line = await stack.enter_async_context(telephone.call(ticket))
        await line.greeting()
        assert "39 euros" in (await line.ask("what does the pro plan cost")).text

        back = asyncio.Event()
        line.caller.room.on("reconnected", back.set)
        await line.caller.ear.first_sound(await line.say(LONG_QUESTION))
        gone_at = time.monotonic()
        media.cut_off_this_process()
        await signalling.is_cut()
        await asyncio.sleep(GONE_S)  # the tunnel's length
        assert line.caller.ear.sounds(gone_at + 1.0) == []
        await signalling.heals()
        media.heal()

        async with asyncio.timeout(BACK_WITHIN_S):
            await back.wait()
        await line.caller.ear.silence(1.0)
        assert "39 euros" in (await line.ask("what did the pro plan cost again")).text
        assert len(line.caller.room.remote_participants) == 1
        (session,) = await fleet.sessions(fleet.replicas[0])
        assert session["session_id"] == ticket.session_id
