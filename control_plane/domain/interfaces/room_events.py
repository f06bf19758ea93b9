"""Hearing from the media server."""

from abc import ABC, abstractmethod

from control_plane.domain.entities.room_event import RoomEvent


class RoomEvents(ABC):
    @abstractmethod
    def read(self, body: bytes, authorization: str | None) -> RoomEvent:
        """:param authorization: the header's value.
        :raises WebhookForged: the media server did not sign this.
        :raises WebhookUnreadable: it did, and it makes no sense.
        """
