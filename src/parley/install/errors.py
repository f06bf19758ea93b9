"""Why something could not be put in place.

InstallFailed
├── CommandFailed      a command that installs something failed
├── NotPermitted       it takes rights that this account has not, and no password is ever asked for
└── NoRoom             the disk is too full
"""

from collections.abc import Sequence
from pathlib import Path


class InstallFailed(Exception):
    """A step could not be done. The message says what went wrong; the step knows what to type instead."""


class CommandFailed(InstallFailed):
    """A command ended with an error.

    :param last_lines: the end of its output, for a person to read.
    """

    def __init__(self, command: Sequence[str], exit_status: int, last_lines: Sequence[str]) -> None:
        super().__init__(f"`{' '.join(command)}` ended with status {exit_status}")
        self.last_lines = tuple(last_lines)


class NotPermitted(InstallFailed):
    """Only a person with more rights may do this."""


class NoRoom(InstallFailed):
    """The disk has not the room that a step needs."""

    def __init__(self, folder: Path, free_mb: int, needed_mb: int) -> None:
        super().__init__(f"{folder} has {free_mb} MB free, and this takes about {needed_mb} MB: make room first")
