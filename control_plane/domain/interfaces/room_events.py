"""Hearing from the media server."""

from abc import ABC, abstractmethod

from control_plane.domain.entities.room_event import RoomEvent


class RoomEvents(ABC):
    @abstractmethod
    def is_signed(self, authorization: str | None) -> bool:
        """By the media server, for an event: as much as can be told without the body. A caller's token is not.

        :param authorization: the header's value.
        """

    @abstractmethod
    def read(self, body: bytes, authorization: str | None) -> RoomEvent:
        """:param authorization: the header's value.
        :raises WebhookForged: the media server did not sign this.
        :raises WebhookUnreadable: it did, and it makes no sense.
        """
