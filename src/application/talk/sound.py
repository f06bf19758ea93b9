"""What the caller's sound tells, window by window."""

import array
import math
from dataclasses import dataclass

from domain.interfaces.voice_activity import WINDOW_MS

BEGINS_AT = 0.5
"""Of the probability that somebody speaks."""

GOES_ON_AT = 0.35
"""Lower, or voiceless sounds in mid-word would end what is said."""

BEGINS_AFTER_MS = 64
"""Two windows: one alone may be a click."""

SILENT_DB = -100.0

ENDS_AFTER_MS = 128
"""Silence that counts as a pause: stops in mid-word are shorter."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One window, and what it belongs to.

    :ivar speech_ms: of voice in the stretch that goes on, or was the latest.
    :ivar silence_ms: since its last voice; 0 while there is some.
    :ivar begins: the caller has begun to speak.
    :ivar pauses: the caller has stopped, perhaps for a moment.
    :ivar peak_db: the level of its loudest window, below full scale.
    """

    speech_ms: int
    silence_ms: int
    begins: bool
    pauses: bool
    peak_db: float

    @property
    def is_voice(self) -> bool:
        """Whether there is some in this window."""
        return self.speech_ms > 0 and self.silence_ms == 0


class Voice:
    """Follows one caller's sound.

    :ivar is_speaking: from a beginning to a pause.
    """

    def __init__(self) -> None:
        self.is_speaking = False
        self._speech_ms = 0
        self._silence_ms = 0
        self._peak_db = SILENT_DB

    def hear(self, window: bytes, probability: float) -> Sound:
        is_voice = probability >= (GOES_ON_AT if self.is_speaking else BEGINS_AT)
        begins = pauses = False
        if is_voice:
            if not self.is_speaking and self._silence_ms:
                self._speech_ms, self._peak_db = 0, SILENT_DB
            self._speech_ms += WINDOW_MS
            self._peak_db = max(self._peak_db, level_db(window))
            self._silence_ms = 0
            if not self.is_speaking and self._speech_ms >= BEGINS_AFTER_MS:
                self.is_speaking = begins = True
        else:
            self._silence_ms += WINDOW_MS
            pauses = self._pause_when_due()
        return Sound(self._speech_ms, self._silence_ms, begins, pauses, self._peak_db)

    def break_off(self) -> bool:
        """The sound has stopped; whether that ends what was being said."""
        self._silence_ms = max(self._silence_ms, ENDS_AFTER_MS)
        return self._pause_when_due()

    def _pause_when_due(self) -> bool:
        if not self.is_speaking or self._silence_ms < ENDS_AFTER_MS:
            return False
        self.is_speaking = False
        return True


def level_db(window: bytes) -> float:
    """Of s16le samples: 0 is full scale, silence -100."""
    samples = array.array("h", window)
    power = sum(sample * sample for sample in samples[::4]) * 4 / max(1, len(samples))
    return 10 * math.log10(power / 32768**2) if power > 32768**2 * 1e-10 else SILENT_DB
