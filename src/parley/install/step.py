"""One thing that must be on the machine."""

from abc import ABC, abstractmethod
from typing import ClassVar

from parley.install.commands import Commands
from parley.install.machine import Machine


class Step(ABC):
    """Knows whether its thing is there, how to put it there, and how a person would.

    :param needed: without it nothing starts; otherwise Parley works without it, and says what is lost.
    """

    name: ClassVar[str]
    without_it: ClassVar[str] = ""
    room_mb: ClassVar[int] = 0

    def __init__(self, machine: Machine, *, needed: bool = True) -> None:
        self.machine = machine
        self.needed = needed

    @abstractmethod
    def found(self) -> str | None:
        """What is there, in a few words; None when it is missing or out of date. Asked at each start: be quick."""

    @abstractmethod
    def doing(self) -> str:
        """What `install` does, in a few words, with its time when that is long."""

    @abstractmethod
    def install(self, commands: Commands) -> None:
        """Put it there. What was there before stays whole until the new one is complete.

        :raises InstallFailed: with what was there untouched.
        """

    @abstractmethod
    def by_hand(self) -> str:
        """The line that a person types to put it there."""
