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

ASKED_AFTER_MS = 192
"""Silence after which the recogniser is asked for its final words."""

SURE_WORDS = 3
"""So many that are no listener's, before they are final, are surely meant."""

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
        self._is_final = False
        self._speech_ms = 0

    @property
    def has_words(self) -> bool:
        return bool(self._words)

    @property
    def over_after_ms(self) -> int:
        """Silence after which it was no interruption, as it looks now."""
        is_settled = self._is_final or self._speech_ms <= WORDLESS_MS
        return CALMED_AFTER_MS if is_settled else WORDS_AFTER_MS

    def hear(self, sound: Sound) -> Verdict:
        """The next window."""
        self._speech_ms = sound.speech_ms
        if not self._words and sound.speech_ms >= self._barge_in_ms:
            return Verdict.STOP
        return Verdict.GO_ON if sound.silence_ms >= self.over_after_ms else Verdict.UNDECIDED

    def understand(self, text: str, *, is_final: bool) -> Verdict:
        """The words so far. Before they are final one or two may be guesses: "mm-hm" begins as many a word."""
        self._words = re.findall(r"[a-z'-]+", text.lower())
        self._is_final = is_final
        meant = [word for word in self._words if word not in BACKCHANNELS]
        return Verdict.STOP if len(meant) >= (1 if is_final else SURE_WORDS) else Verdict.UNDECIDED
