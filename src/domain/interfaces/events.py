"""Telling others what happens to calls."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from domain.entities.events import CallEvent


class CallEvents(ABC):
    """Announcements to whoever listens now: nothing is kept for those who come later."""

    @abstractmethod
    def publish(self, event: CallEvent) -> None:
        """Tell all subscribers. Returns at once, and never fails because one of them is slow."""

    @abstractmethod
    def subscribe(self) -> AbstractAsyncContextManager[AsyncIterator[CallEvent]]:
        """All events from the moment of entering, in order. A subscriber that falls 1,000 events behind loses
        the oldest.
        """
