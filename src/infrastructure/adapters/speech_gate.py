"""Telling speech from silence, so that only speech is decoded and a silent caller needs no decoder."""

from collections import deque
from dataclasses import dataclass

from pocketsphinx import Vad

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ

FRAME_MS = 30
FRAME_BYTES = RECOGNITION_RATE_HZ * FRAME_MS // 1000 * BYTES_PER_SAMPLE

ONSET_FRAMES = 3
"""So many of the last `ONSET_WINDOW` frames must be speech: a click is shorter, a "no" is longer."""
ONSET_WINDOW = 5

PRE_ROLL_MS = 360
"""Sound from before the onset that is decoded too: the first consonant is softer than any threshold."""

DECODED_SILENCE_MS = 240
"""How much of a pause is decoded: enough for the decoder to see that a word has ended."""

ENDING_SILENCE_MS = 1_500
"""An utterance that nobody finished ends by itself, so that its decoder is given back."""

LONGEST_UTTERANCE_MS = 30_000
"""A radio in the background must not hold a decoder for ever."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the newest sound means.

    :ivar speech: what is to be decoded of it; of the pre-roll too, when `begins`.
    :ivar ends: the utterance is over by itself.
    """

    speech: bytes
    begins: bool = False
    ends: bool = False


class SpeechGate:
    """Cuts one caller's sound into utterances."""

    def __init__(self) -> None:
        self._vad = Vad(Vad.STRICT, RECOGNITION_RATE_HZ, FRAME_MS / 1000)
        self._partial = b""
        self._recent: deque[bytes] = deque(maxlen=PRE_ROLL_MS // FRAME_MS)
        self._votes: deque[bool] = deque(maxlen=ONSET_WINDOW)
        self._is_open = False
        self._silence_ms = 0
        self._length_ms = 0

    @property
    def is_open(self) -> bool:
        """An utterance is going on."""
        return self._is_open

    def hear(self, pcm: bytes) -> list[Heard]:
        sound = self._partial + pcm
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._partial = sound[whole:]
        heard = (self._frame(sound[at : at + FRAME_BYTES]) for at in range(0, whole, FRAME_BYTES))
        return _joined([one for one in heard if one])

    def finish(self) -> None:
        """The utterance is over; what comes next is a new one."""
        self._is_open = False
        self._votes.clear()
        self._recent.clear()

    def _frame(self, frame: bytes) -> Heard | None:
        is_speech = self._vad.is_speech(frame)
        self._recent.append(frame)
        return self._within(is_speech) if self._is_open else self._before(is_speech)

    def _before(self, is_speech: bool) -> Heard | None:
        self._votes.append(is_speech)
        if sum(self._votes) < ONSET_FRAMES:
            return None
        self._is_open, self._silence_ms, self._length_ms = True, 0, 0
        return self._pass_on(begins=True)

    def _within(self, is_speech: bool) -> Heard | None:
        self._length_ms += FRAME_MS
        self._silence_ms = 0 if is_speech else self._silence_ms + FRAME_MS
        if self._silence_ms >= ENDING_SILENCE_MS or self._length_ms >= LONGEST_UTTERANCE_MS:
            self.finish()
            return Heard(b"", ends=True)
        return self._pass_on() if self._silence_ms <= DECODED_SILENCE_MS else None

    def _pass_on(self, *, begins: bool = False) -> Heard:
        """All sound that was held back since what was last passed on."""
        speech = b"".join(self._recent)
        self._recent.clear()
        return Heard(speech, begins=begins)


def _joined(heard: list[Heard]) -> list[Heard]:
    """Neighbours of one utterance as one: fewer, longer pieces decode at less cost."""
    joined: list[Heard] = []
    for one in heard:
        if joined and not joined[-1].ends and not one.begins and not one.ends:
            last = joined.pop()
            one = Heard(last.speech + one.speech, begins=last.begins)
        joined.append(one)
    return joined
