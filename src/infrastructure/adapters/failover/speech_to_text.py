"""One recogniser from several: when one fails, the next hears what was said again."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from itertools import chain

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.warming import warm

logger = logging.getLogger(__name__)

KEPT_S = 20
"""Of the sound that no final transcript covers: people rarely speak for longer in one breath. 640 kB a call."""

LATEST_TRANSCRIPT_S = 5.0
"""After the end of an utterance: whose transcript has not come by then had no words in it."""

_KEPT_BYTES = KEPT_S * RECOGNITION_RATE_HZ * BYTES_PER_SAMPLE


class FailoverSpeechToText(SpeechToText):
    """Each stream begins with the best recogniser that is up, and goes back to it between two utterances."""

    def __init__(self, leg: Leg[SpeechToText], clock: Callable[[], float] = time.monotonic) -> None:
        self.leg = leg
        self._clock = clock

    async def warm(self) -> None:
        await warm(self.leg)

    async def open(self) -> RecognitionStream:
        stream = FailoverRecognitionStream(self.leg, self._clock)
        await stream.begin()
        return stream

    async def close(self) -> None:
        await asyncio.gather(*(provider.does.close() for provider in self.leg.providers))


class FailoverRecognitionStream(RecognitionStream):
    """Keeps the sound of the utterance until its final transcript is there."""

    def __init__(self, leg: Leg[SpeechToText], clock: Callable[[], float]) -> None:
        self._leg = leg
        self._sound = _Sound(clock)
        self._provider: Provider[SpeechToText] | None = None
        self._stream: RecognitionStream | None = None
        self._is_closed = False

    async def begin(self) -> None:
        """:raises RecognitionFailed: no recogniser can be had."""
        await self._take_next(frozenset())

    def push(self, pcm: bytes) -> None:
        self._sound.add(pcm)
        if self._stream is not None:
            self._stream.push(pcm)

    def finish_utterance(self) -> None:
        self._sound.end()
        if self._stream is not None:
            self._stream.finish_utterance()

    async def __aiter__(self) -> AsyncIterator[Transcript]:
        failed: frozenset[str] = frozenset()
        while self._stream is not None and self._provider is not None:
            stream, provider, better = self._stream, self._provider, None
            try:
                async for transcript in stream:
                    if transcript.is_final:
                        provider.breaker.succeeded()
                        self._sound.drop_understood()
                        failed = frozenset()
                    yield transcript
                    if transcript.is_final and self._sound.is_understood and (better := self._better()):
                        break
                else:
                    if self._is_closed:
                        return
                    failed |= _failed(provider, "it has stopped listening")
            except RecognitionFailed as error:
                failed |= _failed(provider, str(error))
            self._stream = None
            await stream.close()
            if self._is_closed:
                return
            await self._take_next(failed, better)

    async def close(self) -> None:
        self._is_closed = True
        if self._stream is not None:
            await self._stream.close()

    def _better(self) -> Provider[SpeechToText] | None:
        """One before the present one that is up again, or is to be tried."""
        for provider in self._leg.providers:
            if provider is self._provider:
                return None
            if provider.breaker.allows():
                return provider
        return None

    async def _take_next(self, failed: frozenset[str], first: Provider[SpeechToText] | None = None) -> None:
        """:raises RecognitionFailed: all that are left fail to open."""
        failure = RecognitionFailed("no recogniser is left")
        for provider in chain([first] if first is not None else [], self._leg.willing()):
            if provider.name in failed:
                continue
            try:
                stream = await provider.does.open()
            except RecognitionFailed as error:
                failure = error
                failed |= {provider.name}
                provider.breaker.failed()
                logger.warning("%s cannot listen: %s", provider.name, error)
                continue
            self._sound.replay(stream)
            self._provider, self._stream = provider, stream
            return
        raise failure


def _failed(provider: Provider[SpeechToText], why: str) -> frozenset[str]:
    provider.breaker.failed()
    logger.warning("%s failed to understand: %s", provider.name, why)
    return frozenset({provider.name})


class _Sound:
    """What was heard since the latest final transcript, with the ends of utterances in it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pieces = deque[bytes | float]()
        self._bytes = 0

    @property
    def is_understood(self) -> bool:
        """Whether no utterance that has ended waits for its transcript."""
        return not any(isinstance(piece, float) for piece in self._pieces)

    def add(self, pcm: bytes) -> None:
        self._pieces.append(pcm)
        self._bytes += len(pcm)
        while self._bytes > _KEPT_BYTES:
            self._drop()

    def end(self) -> None:
        """The caller has stopped."""
        if self._pieces and isinstance(self._pieces[-1], bytes):
            self._pieces.append(self._clock())

    def drop_understood(self) -> None:
        """Up to the first end, and up to those so old that there were no words; all where nothing has ended."""
        ends = [piece for piece in self._pieces if isinstance(piece, float)]
        wordless = sum(end < self._clock() - LATEST_TRANSCRIPT_S for end in ends)
        for _ in range(max(1, min(wordless + 1, len(ends)))):
            while self._pieces and not isinstance(self._drop(), float):
                pass

    def _drop(self) -> bytes | float:
        dropped = self._pieces.popleft()
        self._bytes -= len(dropped) if isinstance(dropped, bytes) else 0
        return dropped

    def replay(self, stream: RecognitionStream) -> None:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                stream.push(piece)
            else:
                stream.finish_utterance()
