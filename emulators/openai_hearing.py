"""What the emulated OpenAI hears, and what it says that it has used for that."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import cast

from pocketsphinx import Decoder

from infrastructure.adapters.pocketsphinx.decoder_program import Ear
from infrastructure.adapters.pocketsphinx.hypothesis import final

STREAMING_MODELS = ("gpt-live-transcribe", "gpt-realtime-whisper")
"""They give deltas while sound comes, and are billed by its length; others begin when it is committed."""

RATE_HZ = 16_000


class Hearing:
    """
    :ivar texts: of the next utterances, one each.
    :ivar hears: of all others, given mono s16le sound at 16 kHz.
    :ivar has_usage: whether answers say what they have used.
    """

    def __init__(self, texts: tuple[str, ...], hears: Callable[[bytes], str]) -> None:
        self.texts = deque(texts)
        self.hears = hears
        self.has_usage = True

    async def hear(self, pcm: bytes) -> str:
        return self.texts.popleft() if self.texts else await asyncio.to_thread(self.hears, pcm)

    def usage(self, model: str, pcm: bytes, text: str) -> dict[str, object]:
        seconds = len(pcm) / 2 / RATE_HZ
        if model in (*STREAMING_MODELS, "whisper-1"):
            return {"type": "duration", "seconds": round(seconds, 2)}
        heard, said = round(seconds * 10), len(text.split())  # 100 ms of sound are a token
        details = {"text_tokens": 0, "audio_tokens": heard}
        return {
            "type": "tokens",
            "input_tokens": heard,
            "input_token_details": details,
            "output_tokens": said,
            "total_tokens": heard + said,
        }


class RealEar:
    """Understands what is really said, by pocketsphinx. Loads its model with the first sound, in half a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ear: Ear | None = None

    def __call__(self, pcm: bytes) -> str:
        with self._lock:
            self._ear = self._ear or Ear(Decoder(fwdflat=False, loglevel="FATAL"))
            self._ear.begin(b"")
            self._ear.hear(pcm)
            answer = self._ear.end(b"")
        understood = final(cast("list[tuple[str, float, int]]", answer["segments"]))
        return understood.text if understood else ""
