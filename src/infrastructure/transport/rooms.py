"""What the agent service asks of the LiveKit server: to get in, and to close rooms."""

import asyncio
import logging
import math
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from livekit import api, rtc

from domain.errors import MediaUnavailable
from infrastructure.transport.event_router import event_router

logger = logging.getLogger(__name__)

TOKEN_TTL = timedelta(minutes=10)
"""Checked when connecting; LiveKit renews it while connected."""

REACHABLE_FOR_S = 1.0
"""How long an answer counts."""

CONNECT_TIMEOUT_S = 3.0
"""Of each attempt to connect."""

EMPTIED_WITHIN_S = 1.0
"""It takes milliseconds; a call's end waits no longer."""

API_TIMEOUT_S = 2.0
"""The port allows 2 s to find out whether the server is there."""


@dataclass(frozen=True, slots=True)
class LiveKitServer:
    """Where it is, and what opens it."""

    url: str
    api_key: str
    api_secret: str


class LiveKitRooms:
    """Shared by all calls. Needs a running event loop from its first use on."""

    def __init__(self, server: LiveKitServer) -> None:
        self._server = server
        self._client: api.LiveKitAPI | None = None
        self._clearing: set[asyncio.Task[None]] = set()
        self._reachable = False
        self._asked_at = -math.inf

    async def join(self, room_name: str, identity: str, *, is_shared: bool = False) -> rtc.Room:
        """Connect as the agent of a call. Whoever is in the room under that identity is thrown out.

        :param is_shared: somebody else may carry the call: the room stays, whatever goes wrong.

        When cancelled, what was begun is undone in the background: the SDK connects on by itself, and ends the
        whole process when nobody takes the connection that it has made.

        :raises MediaUnavailable: the server does not answer, or refuses.
        """
        room = rtc.Room()
        # docs/decisions/0009-two-connections-for-each-agent.md
        options = rtc.RoomOptions(connect_timeout=CONNECT_TIMEOUT_S, single_peer_connection=False)
        connecting = asyncio.ensure_future(
            room.connect(self._server.url, self._token(room_name, identity), options)
        )
        try:
            await asyncio.shield(connecting)
        except asyncio.CancelledError:
            self._clear(self._undo(room, room_name, connecting, is_shared=is_shared), room_name)
            raise
        except rtc.ConnectError as error:
            raise MediaUnavailable(
                f"the LiveKit server at {self._server.url} cannot be joined: is it running, and are key and "
                "secret its own?"
            ) from error
        event_router().narrow_room(room)
        return room

    async def empty(self, room: rtc.Room) -> None:
        """Send everyone else out of a room that is about to be left, and return when they are gone.

        LiveKit's library keeps 0.4 MiB for good of a room that is left while somebody is in it, and a thread too
        of one that is deleted while something is published there. That it does not work is no error: it only
        costs that.
        """
        if not room.isconnected() or not room.remote_participants:
            return
        gone = asyncio.Event()

        def left(_: rtc.RemoteParticipant) -> None:
            if not room.remote_participants:
                gone.set()

        room.on("participant_disconnected", left)
        try:
            async with asyncio.timeout(EMPTIED_WITHIN_S):
                await asyncio.gather(*(self._remove(room.name, each) for each in room.remote_participants))
                await gone.wait()
        except (api.TwirpError, aiohttp.ClientError, TimeoutError) as error:
            logger.warning("a room was left with somebody in it: %s", type(error).__name__)
        finally:
            room.off("participant_disconnected", left)

    async def send_out(self, room_name: str, identity: str) -> None:
        """One participant. That it does not work is no error: whoever stays has nothing to say any more."""
        try:
            async with asyncio.timeout(API_TIMEOUT_S):
                await self._remove(room_name, identity)
        except (api.TwirpError, aiohttp.ClientError, TimeoutError) as error:
            logger.warning("a former agent could not be sent out: %s", type(error).__name__)

    async def close(self, room_name: str) -> None:
        """Delete the room, which throws everyone out. A room that is gone is no error; nor is, here, a server
        that does not answer: its rooms close by themselves when they are empty.
        """
        try:
            async with asyncio.timeout(API_TIMEOUT_S):  # the client's own does not cover requests
                await self._api().room.delete_room(api.DeleteRoomRequest(room=room_name))
        except api.TwirpError as error:
            if error.code != api.TwirpErrorCode.NOT_FOUND:
                logger.warning("a room could not be deleted: %s", error.code)
        except (aiohttp.ClientError, TimeoutError):
            logger.warning("a room could not be deleted: the LiveKit server does not answer")

    async def are_reachable(self) -> bool:
        """As found within the last second, as several watchers ask."""
        if time.monotonic() - self._asked_at > REACHABLE_FOR_S:
            self._reachable = await self._answers()
            self._asked_at = time.monotonic()
        return self._reachable

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(API_TIMEOUT_S):
                await self._api().room.list_rooms(api.ListRoomsRequest(names=["-"]))
        except (api.TwirpError, aiohttp.ClientError, TimeoutError):
            return False
        return True

    def close_soon(self, room_name: str) -> None:
        """The same in the background."""
        self._clear(self.close(room_name), room_name)

    async def release(self) -> None:
        await asyncio.gather(*self._clearing)
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _remove(self, room_name: str, identity: str) -> None:
        """Out of the room. Whoever has just left is no error."""
        try:
            await self._api().room.remove_participant(
                api.RoomParticipantIdentity(room=room_name, identity=identity)
            )
        except api.TwirpError as error:
            if error.code != api.TwirpErrorCode.NOT_FOUND:
                raise

    async def _undo(
        self, room: rtc.Room, room_name: str, connecting: asyncio.Future[None], *, is_shared: bool
    ) -> None:
        with suppress(rtc.ConnectError):
            await connecting
            await room.disconnect()
        if not is_shared:
            await self.close(room_name)

    def _clear(self, work: Coroutine[None, None, None], room_name: str) -> None:
        task = asyncio.create_task(work, name=f"room:{room_name}:clear")
        self._clearing.add(task)
        task.add_done_callback(self._clearing.discard)

    def _api(self) -> api.LiveKitAPI:
        if self._client is None:
            self._client = api.LiveKitAPI(
                self._server.url,
                self._server.api_key,
                self._server.api_secret,
                failover=False,
            )
        return self._client

    def _token(self, room_name: str, identity: str) -> str:
        grants = api.VideoGrants(
            room_join=True,
            room=room_name,
            can_publish_sources=["microphone"],
            can_update_own_metadata=True,  # tells the page who speaks, and what the agent is doing
        )
        return (
            api.AccessToken(self._server.api_key, self._server.api_secret)
            .with_identity(identity)
            .with_kind("agent")
            .with_grants(grants)
            .with_ttl(TOKEN_TTL)
            .to_jwt()
        )
