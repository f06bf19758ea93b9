"""The port SpeechToText, by pocketsphinx."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText
from infrastructure.adapters.pocketsphinx.decoder_process import DecoderOptions, DecoderProcess
from infrastructure.adapters.pocketsphinx.language.kept import bring_language
from infrastructure.adapters.pocketsphinx.language.preparation import DICTIONARY, MODEL
from infrastructure.adapters.pocketsphinx.stream import PocketsphinxStream
from infrastructure.adapters.worker_pool import WorkerPool


class PocketsphinxSpeechToText(SpeechToText):
    """Understands US English, tuned to the words that callers are likely to say.

    :param words: what must be understood, such as all words that the company has written down.
    :param texts: sentences as they are written there; their turns of phrase become likelier.
    :param warm_decoders: started by `warm`; each takes half a second, and is a process of 35 MB (resident), or of
        115 MB when it is not adapted.
    :param max_decoders: how many callers are understood at the same moment. Others are understood when
        a decoder is free again.
    :param cache: where what is made of words and texts is kept for the next start; None makes it each time.
    """

    def __init__(
        self,
        *,
        words: frozenset[str] = frozenset(),
        texts: Sequence[str] = (),
        adapt: bool = True,
        warm_decoders: int = 2,
        max_decoders: int = 8,
        cache: Path | None = None,
    ) -> None:
        self._words = words
        self._texts = tuple(texts)
        self._adapt = adapt
        self._cache = cache
        self._options: DecoderOptions = {"fwdflat": False}
        self._folder = tempfile.TemporaryDirectory(prefix="parley-pocketsphinx-")
        self._warm_decoders = min(warm_decoders, max_decoders)
        self._pool = WorkerPool(self._start_decoder, max_decoders, _closed)
        self._streams: set[PocketsphinxStream] = set()
        self._warming = asyncio.Lock()
        self._is_prepared = not adapt
        self._is_closed = False

    async def warm(self) -> None:
        """Start the first decoders. `open` does it too, for the first caller, who then waits.

        :raises RecognitionFailed: not all of them can be started.
        """
        async with self._warming:
            if not self._is_prepared:
                folder = Path(self._folder.name)
                await asyncio.to_thread(bring_language, self._words, self._texts, folder, self._cache)
                language = {"dict": str(folder / DICTIONARY), "lm": str(folder / MODEL)}
                self._options = {**self._options, **language}
                self._is_prepared = True
            await self._pool.warm(self._warm_decoders)

    async def open(self) -> RecognitionStream:
        if self._is_closed:
            raise _closed()
        try:
            await self.warm()
        except RecognitionFailed:
            if not self._pool.has_idle:
                raise
        stream = PocketsphinxStream(self._pool)
        self._streams.add(stream)
        stream.when_closed(self._streams.discard)
        return stream

    async def close(self) -> None:
        self._is_closed = True
        await asyncio.gather(*(stream.close() for stream in tuple(self._streams)))
        await self._pool.close()
        await asyncio.to_thread(self._folder.cleanup)

    async def _start_decoder(self) -> DecoderProcess:
        return await DecoderProcess.start(self._options)


def _closed() -> RecognitionFailed:
    return RecognitionFailed("the recogniser is closed")
