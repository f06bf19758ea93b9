"""The media server says that something has happened."""

from dataclasses import dataclass

from control_plane.application.use_cases.see_call import SeeCall
from control_plane.domain.entities.call import DEFAULT_TENANT
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.entities.room_event import RoomEvent
from control_plane.domain.interfaces.alarm import Alarm
from control_plane.domain.interfaces.call_registry import CallRegistry

MEDIA_SERVER = Principal("media-server", DEFAULT_TENANT, Role.SUPERADMIN, Proof.NOTHING)
HEEDED = frozenset({"room_finished", "participant_left", "participant_connection_aborted"})


@dataclass(frozen=True, slots=True)
class HeedRoomEvent:
    """Looks sooner than it would have. An event by itself changes nothing: what is true, the replica says."""

    calls: CallRegistry
    see_call: SeeCall
    alarm: Alarm

    async def __call__(self, event: RoomEvent) -> None:
        """:raises RegistryUnavailable: the registry cannot be reached."""
        if call := await self.calls.live_in_room(event.room):
            await self.see_call(call.call_id, MEDIA_SERVER)
        await self.alarm.ring()
