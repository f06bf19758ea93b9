"""LiveKit's webhooks."""

import binascii
import hashlib

import jwt
from livekit.api import TokenVerifier, WebhookReceiver

from control_plane.domain.entities.room_event import RoomEvent
from control_plane.domain.errors import WebhookForged, WebhookUnreadable
from control_plane.domain.interfaces.room_events import RoomEvents

LONGEST_NAME = 200
LONGEST_HEADER = 8_192


class LiveKitRoomEvents(RoomEvents):
    """LiveKit signs each with its API key, the body's SHA-256 included. A caller's token has no such hash."""

    def __init__(self, api_key: str, api_secret: str) -> None:
        self._receiver = WebhookReceiver(TokenVerifier(api_key, api_secret))

    def read(self, body: bytes, authorization: str | None) -> RoomEvent:
        token = (authorization or "").removeprefix("Bearer ")
        if not token or len(token) > LONGEST_HEADER:
            raise WebhookForged
        digest = hashlib.sha256(body).hexdigest()
        try:
            event = self._receiver.receive(body.decode(), token)
        except (jwt.PyJWTError, binascii.Error, UnicodeDecodeError):
            raise WebhookForged from None
        except Exception as error:
            if type(error) is Exception:  # what the receiver raises where the hash is missing or another one
                raise WebhookForged from None
            raise WebhookUnreadable(digest) from error
        event_id, room = event.id or digest, event.room.name
        if not event.event or max(map(len, (event_id, event.event, room))) > LONGEST_NAME:
            raise WebhookUnreadable(digest)
        return RoomEvent(event_id, event.event, room)
