"""A caller wants to speak to someone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from control_plane.application.background import Background
from control_plane.application.carrying import Carried, Carrying
from control_plane.application.picture import Picture
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.metadata import checked_metadata
from control_plane.domain.entities.names import (
    checked_identity,
    checked_room,
    new_call_id,
    new_identity,
    new_room,
)
from control_plane.domain.errors import ControlPlaneError, RoomTaken
from control_plane.domain.interfaces.call_meter import CallMeter
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.user_tokens import UserToken, UserTokens

TIDY_EVERY_S = 30.0
"""Calls are begun here only, so ended ones that nobody asks about are noticed here too."""


@dataclass(frozen=True, slots=True)
class CallWish:
    """:ivar room: None: any. :ivar identity: None: any."""

    room: str | None
    identity: str | None
    metadata: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BegunCall:
    call: Call
    token: UserToken


@dataclass(frozen=True, slots=True)
class BeginCall:
    """Names the room, has an agent sent there, and lets the caller in.

    :ivar names_are_free: callers may choose room and identity. Otherwise both only serve to come back to a live
        call, and a new call gets new names.
    """

    calls: CallRegistry
    carrying: Carrying
    picture: Picture
    tokens: UserTokens
    meter: CallMeter
    background: Background
    now: Callable[[], datetime]
    names_are_free: bool

    async def __call__(self, wish: CallWish) -> BegunCall:
        """:raises FieldRefused: a name or the metadata breaks a rule.
        :raises RoomTaken: the room belongs to another caller.
        :raises CallNotPlaced: no agent service carries the call; nothing is left behind.
        """
        began_s = time.monotonic()
        outcome = "internal"
        try:
            metadata = checked_metadata(wish.metadata)
            carried = await self.carrying.carry(await self._wanted(wish, metadata), metadata)
            outcome = "returned" if carried.returned else "placed"
        except ControlPlaneError as error:
            outcome = error.code
            raise
        finally:
            self.meter.token_answered(outcome, time.monotonic() - began_s)
        return self._begun(carried)

    def _begun(self, carried: Carried) -> BegunCall:
        self.background.start("calls:tidy", self.picture.refresh(TIDY_EVERY_S))
        return BegunCall(carried.call, self.tokens.issue(carried.call.room, carried.call.identity))

    async def _wanted(self, wish: CallWish, metadata: Mapping[str, object]) -> Call:
        room = wish.room if wish.room is None else checked_room(wish.room)
        identity = wish.identity if wish.identity is None else checked_identity(wish.identity)
        held = await self._live_in(room) if room else None
        if held and held.identity != identity:
            raise RoomTaken
        if not (held or self.names_are_free):
            room = identity = None
        return Call(
            call_id=new_call_id(),
            room=room or new_room(),
            identity=identity or new_identity(),
            started_at=self.now(),
            confirmed_at=self.now(),
            room_chosen=room is not None,
            metadata=metadata,
        )

    async def _live_in(self, room: str) -> Call | None:
        """The room's live call, also when only an agent service knows it."""
        if held := await self.calls.live_in_room(room):
            return held
        await self.picture.refresh()
        return await self.calls.live_in_room(room)
