"""The caller's words, from a recogniser that may fail and come back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from domain.entities.usage import Unit, Used
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText

BYTES_A_SECOND = Decimal(BYTES_PER_SAMPLE * RECOGNITION_RATE_HZ)

REOPENED_AFTER_S = (0.1, 1.0)
"""A stream that broke is opened again at once; when that fails too, once a second."""


class Hearing:
    """One call's recognition, as long as the call.

    :param on_words: given each transcript that has words.
    :param on_used: told what each utterance took: what the recogniser says, or else the seconds that were heard.
    :param on_failed: called when a stream broke, or none could be had: words may have been lost.
    """

    def __init__(
        self,
        recogniser: SpeechToText,
        *,
        on_words: Callable[[Transcript], None],
        on_used: Callable[[tuple[Used, ...]], None],
        on_failed: Callable[[], None],
    ) -> None:
        self._recogniser = recogniser
        self._on_words = on_words
        self._on_used = on_used
        self._on_failed = on_failed
        self._stream: RecognitionStream | None = None
        self._unbilled_bytes = 0
        self._opened = asyncio.Event()

    async def opened(self, within_s: float) -> None:
        """Until there is somebody to listen, or nobody came in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._opened.wait()

    def push(self, pcm: bytes) -> None:
        if self._stream is not None:
            self._unbilled_bytes += len(pcm)
            self._stream.push(pcm)

    def finish_utterance(self) -> None:
        if self._stream is not None:
            self._stream.finish_utterance()

    async def run(self) -> None:
        """Until cancelled."""
        pause_s, longest_s = REOPENED_AFTER_S
        while True:
            try:
                self._stream = await self._recogniser.open()
                self._opened.set()
                pause_s = REOPENED_AFTER_S[0]
                try:
                    await self._pass_on(self._stream)
                finally:
                    stream, self._stream = self._stream, None
                    await stream.close()
            except RecognitionFailed:
                self._on_failed()
            await asyncio.sleep(pause_s)
            pause_s = longest_s

    async def _pass_on(self, stream: RecognitionStream) -> None:
        async for transcript in stream:
            if transcript.used or transcript.is_final:
                self._on_used(transcript.used or (self._seconds_heard(),))
                self._unbilled_bytes = 0
            if transcript.text:
                self._on_words(transcript)

    def _seconds_heard(self) -> Used:
        """Our own count: since the utterance before."""
        seconds = Decimal(self._unbilled_bytes) / BYTES_A_SECOND
        return Used(self._recogniser.provider, "", Unit.SECONDS_HEARD, seconds)
