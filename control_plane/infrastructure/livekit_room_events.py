"""LiveKit's webhooks."""

import binascii
import hashlib

from livekit.api import TokenVerifier, WebhookReceiver

from control_plane.domain.entities.room_event import RoomEvent
from control_plane.domain.errors import WebhookForged, WebhookUnreadable
from control_plane.domain.interfaces.room_events import RoomEvents

LONGEST_NAME = 200
LONGEST_HEADER = 8_192


class LiveKitRoomEvents(RoomEvents):
    """LiveKit signs each with its API key, the body's SHA-256 included. A caller's token has no such hash."""

    def __init__(self, api_key: str, api_secret: str) -> None:
        self._verifier = TokenVerifier(api_key, api_secret)
        self._receiver = WebhookReceiver(self._verifier)

    def is_signed(self, authorization: str | None) -> bool:
        token = _token(authorization)
        if not token or len(token) > LONGEST_HEADER:
            return False
        try:
            return bool(self._verifier.verify(token).sha256)
        except Exception:  # noqa: BLE001  # anybody may have written it, so anything may go wrong
            return False

    def read(self, body: bytes, authorization: str | None) -> RoomEvent:
        # Before all else: what goes wrong later is LiveKit's, and is not refused.
        if not self.is_signed(authorization):
            raise WebhookForged
        digest = hashlib.sha256(body).hexdigest()
        try:
            event = self._receiver.receive(body.decode(), _token(authorization))
        except (binascii.Error, UnicodeDecodeError):
            raise WebhookForged from None
        except Exception as error:
            if type(error) is Exception:  # what the receiver raises where the hash is missing or another one
                raise WebhookForged from None
            raise WebhookUnreadable(digest) from error
        event_id, room = event.id or digest, event.room.name
        if not event.event or max(map(len, (event_id, event.event, room))) > LONGEST_NAME:
            raise WebhookUnreadable(digest)
        return RoomEvent(event_id, event.event, room)


def _token(authorization: str | None) -> str:
    return (authorization or "").removeprefix("Bearer ")
