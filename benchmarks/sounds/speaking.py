"""What flite says, with the time of each word, and with pauses as long as they are wanted."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from benchmarks.sounds.mixing import Samples, audible, from_pcm, milliseconds, samples, silence
from domain.entities.audio import SpokenWord
from infrastructure.adapters.flite.engine import FliteEngine
from infrastructure.adapters.sentence_voice.word_times import timed_words

VOICES = ("slt", "rms", "awb", "kal16")
"""Those of flite's that speak at 16 kHz."""

AT_ONCE = 2

SPELLED = {"mm-hm": "um hum", "hmm": "hum", "mhm": "um hum", "uh": "ah", "um": "um"}
"""flite spells these, or says something else."""

PAUSE = re.compile(r"\s*/(\d+)\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """:ivar words: when each is heard, from the sound's beginning.
    :ivar begins_ms: where its first audible sound is; `ends_ms`, where its last one ends.
    """

    sound: Samples
    words: tuple[SpokenWord, ...]
    begins_ms: float
    ends_ms: float


class Speakers:
    """All of flite's voices. Made by `speakers`."""

    def __init__(self) -> None:
        self._engine = FliteEngine(VOICES[0], AT_ONCE)

    async def say(self, text: str, voice: str) -> Said:
        """:param text: words without signs; "/900" between two of them is a pause of 900 ms.

        A phrase before a pause has the melody that flite gives it before a comma.
        """
        phrases, lengths_ms = PAUSE.split(text)[::2], [float(each) for each in PAUSE.split(text)[1::2]]
        written = ", ".join(" ".join(SPELLED.get(word, word) for word in phrase.split()) for phrase in phrases)
        rendering = await self._engine.render(written, voice)
        sound = from_pcm(rendering.pcm)
        words = _words(" ".join(phrases), rendering.words_ms, milliseconds(sound))
        parts = [tuple(islice(rest, len(phrase.split()))) for rest in (iter(words),) for phrase in phrases]
        if any(before[-1].end_ms >= after[0].start_ms for before, after in pairwise(parts)):
            # flite has its own idea of phrases: each is said for itself
            return _joined([await self.say(phrase, voice) for phrase in phrases], lengths_ms)
        pieces = [_piece(sound, part) for part in parts] if len(parts) > 1 else [_said(sound, words)]
        return _joined(pieces, lengths_ms) if len(pieces) > 1 else pieces[0]

    async def close(self) -> None:
        await self._engine.close()


@asynccontextmanager
async def speakers() -> AsyncGenerator[Speakers, None]:
    opened = Speakers()
    try:
        yield opened
    finally:
        await opened.close()


def _words(text: str, words_ms: Sequence[tuple[int, int]], duration_ms: float) -> tuple[SpokenWord, ...]:
    words = text.split()
    return timed_words(words, [SPELLED.get(word, word) for word in words], words_ms, round(duration_ms))


def _said(sound: Samples, words: tuple[SpokenWord, ...]) -> Said:
    return Said(sound, words, *audible(sound))


def _piece(sound: Samples, words: Sequence[SpokenWord]) -> Said:
    begin_ms, end_ms = words[0].start_ms, words[-1].end_ms
    shifted = (SpokenWord(each.text, each.start_ms - begin_ms, each.end_ms - begin_ms) for each in words)
    return _said(sound[samples(begin_ms) : samples(end_ms)], tuple(shifted))


def _joined(pieces: Sequence[Said], pauses_ms: Sequence[float]) -> Said:
    """The pause between two is from the last audible sound of one to the first of the next."""
    sound, words = silence(0), list[SpokenWord]()
    for piece, pause_ms in zip(pieces, (0.0, *pauses_ms), strict=True):
        sound = np.concatenate((sound, silence(pause_ms)))
        shift_ms = round(milliseconds(sound) - piece.begins_ms)
        words += (SpokenWord(each.text, each.start_ms + shift_ms, each.end_ms + shift_ms) for each in piece.words)
        sound = np.concatenate((sound, piece.sound[samples(piece.begins_ms) : samples(piece.ends_ms)]))
    return Said(sound, tuple(words), *audible(sound))
