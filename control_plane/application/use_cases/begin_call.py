"""A caller wants to speak to someone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from control_plane.application.background import Background
from control_plane.application.carrying import Carried, Carrying
from control_plane.application.picture import Picture
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.metadata import checked_metadata
from control_plane.domain.entities.names import (
    checked_identity,
    checked_room,
    identity_of,
    new_call_id,
    new_identity,
    new_room,
)
from control_plane.domain.entities.principal import Principal, Proof
from control_plane.domain.errors import (
    ControlPlaneError,
    FieldRefused,
    RoomNotFound,
    RoomTaken,
)
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

    :ivar names_are_free: callers may choose room and identity. Otherwise a room only serves to come back to a live
        call, and a new call gets new names; users who have logged in always have the identity of their login, and
        servers with an API key name their callers.
    """

    calls: CallRegistry
    carrying: Carrying
    picture: Picture
    tokens: UserTokens
    meter: CallMeter
    background: Background
    now: Callable[[], datetime]
    names_are_free: bool

    async def __call__(self, wish: CallWish, by: Principal) -> BegunCall:
        """:raises FieldRefused: a name or the metadata breaks a rule.
        :raises RoomTaken: the room belongs to another caller.
        :raises TenantFull: the tenant has as many calls as it may have.
        :raises RoomNotFound: the room is another tenant's; or, to those with a login or a key, it is nobody's.
        :raises CallNotPlaced: no agent service carries the call; nothing is left behind.
        """
        began_s = time.monotonic()
        outcome = "internal"
        try:
            metadata = checked_metadata(wish.metadata)
            wanted = await self._wanted(wish, metadata, by)
            carried = await self.carrying.carry(wanted, metadata)
            outcome = "returned" if carried.returned else "placed"
        except ControlPlaneError as error:
            outcome = error.code
            raise
        finally:
            self.meter.token_answered(outcome, time.monotonic() - began_s)
        return self._begun(carried)

    def _begun(self, carried: Carried) -> BegunCall:
        if self.picture.is_older_than(TIDY_EVERY_S):
            self.background.start("calls:tidy", self.picture.refresh(TIDY_EVERY_S))
        return BegunCall(carried.call, self.tokens.issue(carried.call.room, carried.call.identity))

    async def _wanted(self, wish: CallWish, metadata: Mapping[str, object], by: Principal) -> Call:
        room = wish.room if wish.room is None else checked_room(wish.room)
        identity = _identity(wish, by)
        wanted = Call(
            call_id=new_call_id(),
            room=room or new_room(),
            identity=identity or new_identity(),
            started_at=self.now(),
            confirmed_at=self.now(),
            room_chosen=room is not None,
            metadata=metadata,
            tenant=by.tenant,
            owner=by.owner,
        )
        held = await self._live_in(room) if room else None
        if held and held.tenant == by.tenant:
            if not held.is_for(wanted):
                raise RoomTaken
            return wanted
        if room and (held if self.names_are_free else by.is_named):
            raise RoomNotFound
        if self.names_are_free:
            return wanted
        return replace(
            wanted,
            room=new_room(),
            identity=identity if identity and by.is_named else new_identity(),
            room_chosen=False,
        )

    async def _live_in(self, room: str) -> Call | None:
        """The room's live call, also when only an agent service knows it."""
        if held := await self.calls.live_in_room(room):
            return held
        await self.picture.refresh()
        return await self.calls.live_in_room(room)


def _identity(wish: CallWish, by: Principal) -> str | None:
    """:raises FieldRefused: no name for a caller, or not that of the login."""
    wished = wish.identity if wish.identity is None else checked_identity(wish.identity)
    if by.proof is not Proof.OIDC:
        return wished
    own = identity_of(by.owner)
    if wished not in (None, own):
        raise FieldRefused("identity", "yours comes from your login: leave it out")
    return own
