"""What the media server says has happened in a room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """:ivar event_id: the same each time that it is told.
    :ivar kind: in the media server's words, such as `participant_left`.
    """

    event_id: str
    kind: str
    room: str
