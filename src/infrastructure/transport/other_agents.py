"""The other agents of a call in its room: a standby, or whoever had the call before."""

import asyncio

from livekit import rtc

from domain.entities.session import is_agent_of
from infrastructure.transport.rooms import LiveKitRooms


def other_agents(room: rtc.Room, session_id: str) -> list[str]:
    """Their identities."""
    return [each for each in room.remote_participants if is_agent_of(session_id, each)]


async def send_others_out(room: rtc.Room, session_id: str, rooms: LiveKitRooms, after_s: float) -> None:
    """Those who have an identity that this agent does not displace. They may be frozen."""
    await asyncio.sleep(after_s)
    for identity in other_agents(room, session_id):
        await rooms.send_out(room.name, identity)
