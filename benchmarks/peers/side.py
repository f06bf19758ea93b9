"""A voice agent that is measured: how it is started, and told to take a call."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

import psutil
from livekit import api

from benchmarks.peers.script import Script
from benchmarks.processes import Service
from infrastructure.caller.caller import Caller, on_the_line
from parley.launch.livekit_server import LiveKitServer

LEAVES_WITHIN_S = 5.0
LOOKS_AGAIN_S = 0.05

Told = Coroutine[None, None, None]


@dataclass(frozen=True, slots=True)
class RunningSide:
    """:ivar service: its processes.
    :ivar join: command it to take a call, given the room and the caller's identity; returns when the command is
        taken, which may be before the call is.
    :ivar leave: end the call in a room.
    """

    name: str
    service: Service
    join: Callable[[str, str], Told]
    leave: Callable[[str], Told]

    @property
    def processes(self) -> Sequence[psutil.Process]:
        """All of them now: a call may bring new ones."""
        return self.service.processes

    async def ready(self) -> None:
        """Until it has nothing left to do, such as making a spare process after a call."""
        await self.service.quiet()


class Side(ABC):
    """:ivar name: in a table."""

    name: str

    @abstractmethod
    def running(self, livekit: LiveKitServer, script: Script) -> AbstractAsyncContextManager[RunningSide]:
        """Started, and ready to take a call; ended when left."""


def token(livekit: LiveKitServer, room: str, identity: str, *, is_agent: bool = False) -> str:
    """Lets somebody into a room."""
    grants = api.VideoGrants(room_join=True, room=room, agent=is_agent)
    keys = livekit.keys
    return api.AccessToken(keys.api_key, keys.api_secret).with_identity(identity).with_grants(grants).to_jwt()


@asynccontextmanager
async def caller_in(
    livekit: LiveKitServer, room: str, identity: str = "caller", *, listening_ms: int = 20
) -> AsyncGenerator[Caller, None]:
    """A caller in a room, with an open microphone."""
    async with on_the_line(livekit.url, token(livekit, room, identity), listening_ms=listening_ms) as caller:
        yield caller


@asynccontextmanager
async def server_api(livekit: LiveKitServer) -> AsyncGenerator[api.LiveKitAPI, None]:
    async with api.LiveKitAPI(livekit.url, livekit.keys.api_key, livekit.keys.api_secret) as server:
        yield server


async def close_when_left(server: api.LiveKitAPI, room: str) -> None:
    """Delete a room which the caller has left, when the agent has left it, too.

    A room that is closed around an agent costs its process a thread for good: LiveKit's SDK keeps it. After
    `LEAVES_WITHIN_S` it is closed anyway.
    """
    anybody = api.ListParticipantsRequest(room=room)
    with suppress(TimeoutError, api.TwirpError):
        async with asyncio.timeout(LEAVES_WITHIN_S):
            while (await server.room.list_participants(anybody)).participants:  # noqa: ASYNC110  (asked from afar)
                await asyncio.sleep(LOOKS_AGAIN_S)
    with suppress(api.TwirpError):  # it is gone
        await server.room.delete_room(api.DeleteRoomRequest(room=room))


def livekit_variables(livekit: LiveKitServer) -> Mapping[str, str]:
    """As LiveKit's own SDKs read them."""
    return {
        "LIVEKIT_URL": livekit.url,
        "LIVEKIT_API_KEY": livekit.keys.api_key,
        "LIVEKIT_API_SECRET": livekit.keys.api_secret,
    }
