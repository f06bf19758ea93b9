"""The rooms of the LiveKit server that the settings name."""

from infrastructure.settings import LiveKitSettings
from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer


def open_rooms(livekit: LiveKitSettings) -> LiveKitRooms:
    secret = livekit.livekit_api_secret.get_secret_value()
    return LiveKitRooms(LiveKitServer(livekit.livekit_url, livekit.livekit_api_key, secret))
