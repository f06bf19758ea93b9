"""What a caller says while the agents speak: an interruption, or none."""

import re
from enum import Enum, auto

from application.talk.english import words
from application.talk.sound import Sound

CALMED_AFTER_MS = 256
"""Silence after which a short sound is over, and was no interruption."""

WORDS_AFTER_MS = 600
"""The recogniser's words come so late after the sound. What has none by then was no speech."""

BACKCHANNELS = words("overlap", "backchannels")
STOPS = words("overlap", "stops")


class Verdict(Enum):
    UNDECIDED = auto()
    GO_ON = auto()
    """It was none: what was being said goes on."""

    STOP = auto()


class Overlap:
    """Decides one time, from the beginning of the caller's sound on.

    :param barge_in_ms: so much voice is an interruption, whatever is said.
    """

    def __init__(self, barge_in_ms: int) -> None:
        self._barge_in_ms = barge_in_ms
        self._words: list[str] = []

    def hear(self, sound: Sound) -> Verdict:
        """The next window."""
        if sound.speech_ms >= self._barge_in_ms and not self._is_backchannel():
            return Verdict.STOP
        if sound.silence_ms >= CALMED_AFTER_MS:
            return Verdict.GO_ON
        return Verdict.UNDECIDED

    def understand(self, text: str) -> Verdict:
        """The words so far."""
        self._words = re.findall(r"[a-z'-]+", text.lower())
        if STOPS.intersection(self._words):
            return Verdict.STOP
        return Verdict.UNDECIDED

    def _is_backchannel(self) -> bool:
        return bool(self._words) and BACKCHANNELS.issuperset(self._words)
