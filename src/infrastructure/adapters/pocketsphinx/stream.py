"""One caller's speech on its way through the decoders."""

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from infrastructure.adapters.gated_stream import GatedStream
from infrastructure.adapters.pocketsphinx.decoder_process import DecoderProcess
from infrastructure.adapters.pocketsphinx.hypothesis import final, interim
from infrastructure.adapters.pocketsphinx.utterance import Utterance
from infrastructure.adapters.worker_pool import WorkerPool

ATTEMPTS = 3
"""An utterance whose decoder dies is decoded anew, from its beginning, by another one. Where several are killed at
once, as by a machine without memory, that one may be dying too, and the next one is new.
"""


class PocketsphinxStream(GatedStream[Utterance]):
    """Decodes an utterance while it is spoken, with a decoder that is leased for its length."""

    def __init__(self, pool: WorkerPool[DecoderProcess]) -> None:
        self._pool = pool
        self._cepstral_means = ""
        super().__init__(Utterance)

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
