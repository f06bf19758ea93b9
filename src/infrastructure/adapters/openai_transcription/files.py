"""The words of an utterance that is over, from OpenAI's endpoint for files."""

import asyncio
import io
import wave

from openai import AsyncOpenAI, omit
from openai.types.audio import Transcription
from openai.types.realtime import AudioTranscriptionParam

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from infrastructure.adapters.openai_transcription.failures import BROKEN, AttemptFailed, described
from infrastructure.adapters.openai_transcription.understood import Understood, heard, understood

ANSWER_MAX_BYTES = 2**20


class FileRecogniser:
    """:param deadline_s: for the whole answer."""

    def __init__(self, client: AsyncOpenAI, transcription: AudioTranscriptionParam, deadline_s: float) -> None:
        self._client = client
        self._transcription = transcription
        self._model = transcription.get("model", "")
        self._deadline_s = deadline_s

    async def understand(self, pcm: bytes) -> Understood:
        """:raises AttemptFailed: refused, no answer in time, or none that makes sense."""
        try:
            async with asyncio.timeout(self._deadline_s):
                answer = Transcription.model_validate_json(await self._ask(pcm))
            result = understood(answer.text, answer.usage, self._model)
        except BROKEN as error:
            raise AttemptFailed(described(error)) from error
        return Understood(result.text, result.used or (heard(pcm, self._model),))

    async def _ask(self, pcm: bytes) -> bytes:
        hints = self._transcription
        answer = bytearray()
        async with self._client.audio.transcriptions.with_streaming_response.create(
            file=("utterance.wav", _wav(pcm), "audio/wav"),
            model=self._model,
            response_format="json",
            language=hints.get("language", omit),
            languages=hints.get("languages", omit),
            prompt=hints.get("prompt", omit),
            keywords=hints.get("keywords", omit),
        ) as response:
            async for piece in response.iter_bytes():
                answer += piece
                if len(answer) > ANSWER_MAX_BYTES:
                    raise ValueError("an answer longer than any transcript")
        return bytes(answer)


def _wav(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(BYTES_PER_SAMPLE)
        sound.setframerate(RECOGNITION_RATE_HZ)
        sound.writeframes(pcm)
    return file.getvalue()
