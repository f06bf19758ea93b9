"""What a caller says while the agents speak: an interruption, or none."""

import re
from enum import Enum, auto

from application.talk.english import words
from application.talk.sound import Sound

CALMED_AFTER_MS = 256
"""Silence after which what had no meaning is over."""

WORDLESS_MS = 128
"""A sound that is shorter has no words."""

WORDS_AFTER_MS = 608
"""Words come so late after the sound. What has none by then was no speech."""

BACKCHANNELS = words("overlap", "backchannels")
"""The agents are silent while this is found out, so there is time for it."""


class Verdict(Enum):
    UNDECIDED = auto()
    GO_ON = auto()
    """It was none: what was being said goes on."""

    STOP = auto()


class Overlap:
    """Decides one time, from the beginning of the caller's sound on.

    :param barge_in_ms: so much voice is an interruption, though no word of it has been understood.
    """

    def __init__(self, barge_in_ms: int) -> None:
        self._barge_in_ms = barge_in_ms
        self._words: list[str] = []

    @property
    def has_words(self) -> bool:
        return bool(self._words)

    def hear(self, sound: Sound) -> Verdict:
        """The next window."""
        if not self._words and sound.speech_ms >= self._barge_in_ms:
            return Verdict.STOP
        has_all = self._words or sound.speech_ms <= WORDLESS_MS
        over_after_ms = CALMED_AFTER_MS if has_all else WORDS_AFTER_MS
        return Verdict.GO_ON if sound.silence_ms >= over_after_ms else Verdict.UNDECIDED

    def understand(self, text: str) -> Verdict:
        """The words so far."""
        self._words = re.findall(r"[a-z'-]+", text.lower())
        return Verdict.UNDECIDED if BACKCHANNELS.issuperset(self._words) else Verdict.STOP
