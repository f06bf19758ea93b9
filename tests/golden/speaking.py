"""What a recogniser understands of an utterance that flite says."""

import asyncio

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.interfaces.stt import RecognitionStream, SpeechToText
from tests.spoken import pieces, spoken

VOICES = ("rms", "kal16", "awb")
"""Of flite's four voices at 16 kHz, the three that are understood best: docs/benchmarks/understanding.md."""

DECODERS = 2
"""Utterances that are understood at the same time."""

_AT_ONCE = 60
_PACE_S = 0.05
"""A recogniser drops what waits for more than 10 s: after 6 s of sound, each 100 ms takes half of its time."""

_PATIENCE_S = 10.0
"""Besides twice the length of the sound; who has understood nothing says nothing."""


class Ear:
    """Understands utterances, each as the first of a call. Cannot be used in more than one event loop."""

    def __init__(self, recogniser: SpeechToText) -> None:
        self._recogniser = recogniser
        self._places = asyncio.Semaphore(DECODERS)

    async def heard(self, says: str, voice: str) -> str:
        """The words, or nothing when there were none."""
        async with self._places:
            sound = await asyncio.to_thread(spoken, says, voice)
            stream = await self._recogniser.open()
            try:
                await _push(stream, sound)
                async with asyncio.timeout(_PATIENCE_S + 2 * len(sound) / BYTES_PER_SAMPLE / RECOGNITION_RATE_HZ):
                    async for transcript in stream:
                        if transcript.is_final:
                            return transcript.text
            except TimeoutError:
                return ""
            finally:
                await stream.close()
        return ""


async def _push(stream: RecognitionStream, sound: bytes) -> None:
    for at, piece in enumerate(pieces(sound)):
        if at >= _AT_ONCE:
            await asyncio.sleep(_PACE_S)
        stream.push(piece)
    stream.finish_utterance()
