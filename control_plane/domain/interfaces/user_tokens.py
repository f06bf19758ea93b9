"""What lets a caller into a room."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UserToken:
    """:ivar token: the credential itself: for the caller only, never for a log."""

    token: str = field(repr=False)
    expires_at: datetime


class UserTokens(ABC):
    """Makes callers' tokens."""

    @abstractmethod
    def issue(self, room: str, identity: str) -> UserToken:
        """A token that lets one caller into one room for a few minutes: to hear, to speak and to write.

        It allows nothing else: no other room, no camera, no administration, no dispatch of agents.
        """
