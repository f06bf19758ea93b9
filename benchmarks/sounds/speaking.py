"""What flite says, with the time of each word, and with pauses as long as they are wanted."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

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
    """:ivar words: when each is heard, from the sound's beginning; spread over their phrase by their letters.
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
        sound, found = from_pcm(rendering.pcm), rendering.phrases_ms
        if len(found) != len(phrases):  # flite has its own idea of phrases: each is said for itself
            apart = [await self.say(phrase, voice) for phrase in phrases] if len(phrases) > 1 else []
            return _joined(apart, lengths_ms) if apart else _said(sound, _words(text, found, milliseconds(sound)))
        pieces = [
            _said(_between(sound, *ends), _words(phrase, ((0, ends[1] - ends[0]),), 0))
            for phrase, ends in zip(phrases, found, strict=True)
        ]
        return _joined(pieces, lengths_ms)

    async def close(self) -> None:
        await self._engine.close()


@asynccontextmanager
async def speakers() -> AsyncGenerator[Speakers, None]:
    opened = Speakers()
    try:
        yield opened
    finally:
        await opened.close()


def _words(phrase: str, found: Sequence[tuple[int, int]], duration_ms: float) -> tuple[SpokenWord, ...]:
    words = phrase.split()
    return timed_words(words, words, found, round(duration_ms))


def _said(sound: Samples, words: tuple[SpokenWord, ...]) -> Said:
    return Said(sound, words, *audible(sound))


def _between(sound: Samples, begin_ms: int, end_ms: int) -> Samples:
    return sound[samples(begin_ms) : samples(end_ms)]


def _joined(pieces: Sequence[Said], pauses_ms: Sequence[float]) -> Said:
    """The pause between two is from the last audible sound of one to the first of the next."""
    sound, words = silence(0), list[SpokenWord]()
    for piece, pause_ms in zip(pieces, (0.0, *pauses_ms), strict=True):
        sound = np.concatenate((sound, silence(pause_ms)))
        shift_ms = round(milliseconds(sound) - piece.begins_ms)
        words += (SpokenWord(each.text, each.start_ms + shift_ms, each.end_ms + shift_ms) for each in piece.words)
        sound = np.concatenate((sound, piece.sound[samples(piece.begins_ms) : samples(piece.ends_ms)]))
    return Said(sound, tuple(words), *audible(sound))
