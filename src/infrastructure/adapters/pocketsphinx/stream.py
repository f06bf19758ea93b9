"""One caller's speech on its way through the decoders."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Self

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream
from infrastructure.adapters.pocketsphinx.decoder_process import DecoderProcess
from infrastructure.adapters.pocketsphinx.hypothesis import final, interim
from infrastructure.adapters.pocketsphinx.speech_gate import SpeechGate
from infrastructure.adapters.pocketsphinx.utterance import Utterance
from infrastructure.adapters.transcripts import Transcripts
from infrastructure.adapters.worker_pool import WorkerPool

WAITING_UTTERANCES = 4
"""When all decoders are busy for so long that a fifth begins, the oldest is dropped."""

ATTEMPTS = 2
"""An utterance whose decoder dies is decoded once more, from its beginning, by another one."""


class PocketsphinxStream(RecognitionStream):
    """Decodes an utterance while it is spoken, with a decoder that is leased for its length."""

    def __init__(self, pool: WorkerPool[DecoderProcess]) -> None:
        self._pool = pool
        self._gate = SpeechGate()
        self._speaking: Utterance | None = None
        self._waiting: deque[Utterance] = deque(maxlen=WAITING_UTTERANCES)
        self._begun = asyncio.Event()
        self._cepstral_means = ""
        self._transcripts = Transcripts()
        self._decoding = asyncio.create_task(self._decode_all(), name="recognition")

    def when_closed(self, tell: Callable[[Self], None]) -> None:
        self._decoding.add_done_callback(lambda _: tell(self))

    def push(self, pcm: bytes) -> None:
        for heard in self._gate.hear(pcm):
            if heard.begins:
                self._speaking = Utterance()
                self._waiting.append(self._speaking)
                self._begun.set()
            if self._speaking:
                self._speaking.add(heard.speech)
            if heard.ends:
                self._end_utterance()

    def finish_utterance(self) -> None:
        self._gate.finish()
        self._end_utterance()

    def __aiter__(self) -> AsyncIterator[Transcript]:
        return self._transcripts

    async def close(self) -> None:
        self._transcripts.close()
        self._decoding.cancel()
        await asyncio.wait([self._decoding])

    def _end_utterance(self) -> None:
        if self._speaking:
            self._speaking.end()
            self._speaking = None

    async def _decode_all(self) -> None:
        try:
            while True:
                while not self._waiting:
                    self._begun.clear()
                    await self._begun.wait()
                await self._understand(self._waiting.popleft())
        except RecognitionFailed as failure:
            self._transcripts.close(failure)
        finally:
            self._transcripts.close()

    async def _understand(self, utterance: Utterance) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._pool.lease() as decoder:
                    await self._decode(utterance, decoder)
            except RecognitionFailed:
                if attempt == ATTEMPTS:
                    raise
            else:
                return

    async def _decode(self, utterance: Utterance, decoder: DecoderProcess) -> None:
        await decoder.begin(self._cepstral_means)
        latest: Transcript | None = None
        async for piece in utterance.pieces():
            understood = interim((await decoder.hear(piece)).get("text", ""))
            if understood and understood != latest:
                self._transcripts.put(understood)
                latest = understood
        answer = await decoder.end()
        if understood := final(answer.get("segments", ())):
            self._cepstral_means = answer.get("cepstral_means", "")  # a noise tells nothing about the voice
            self._transcripts.put(understood)
