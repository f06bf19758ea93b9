"""One caller's speech on its way to OpenAI."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Self

from domain.entities.transcript import Transcript
from domain.entities.usage import Used
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream
from infrastructure.adapters.openai_transcription.failures import AttemptFailed
from infrastructure.adapters.openai_transcription.files import FileRecogniser
from infrastructure.adapters.openai_transcription.live_line import LiveLine
from infrastructure.adapters.openai_transcription.utterance import Utterance
from infrastructure.adapters.pocketsphinx.speech_gate import SpeechGate
from infrastructure.adapters.transcripts import Transcripts

WAITING_UTTERANCES = 4
"""When OpenAI is so slow that a fifth begins, the oldest is dropped."""


class OpenAiStream(RecognitionStream):
    """Sends an utterance while it is spoken; all of it again, as a file, where that does not lead to its words.

    Silence is not sent: it would be billed.
    """

    def __init__(self, line: LiveLine, files: FileRecogniser) -> None:
        self._line = line
        self._files = files
        self._gate = SpeechGate()
        self._speaking: Utterance | None = None
        self._waiting: deque[Utterance] = deque(maxlen=WAITING_UTTERANCES)
        self._begun = asyncio.Event()
        self._used: tuple[Used, ...] = ()
        self._transcripts = Transcripts()
        self._recognising = asyncio.create_task(self._recognise_all(), name="recognition")

    def when_closed(self, tell: Callable[[Self], None]) -> None:
        self._recognising.add_done_callback(lambda _: tell(self))

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
        self._recognising.cancel()
        await asyncio.wait([self._recognising])

    def _end_utterance(self) -> None:
        if self._speaking:
            self._speaking.end()
            self._speaking = None

    async def _recognise_all(self) -> None:
        try:
            while True:
                while not self._waiting:
                    self._begun.clear()
                    await self._begun.wait()
                await self._recognise(self._waiting.popleft())
        except RecognitionFailed as failure:
            self._transcripts.close(failure)
        except Exception as error:  # noqa: BLE001  # or the stream would end as if the call were over
            self._transcripts.close(RecognitionFailed(f"OpenAI transcription broke ({type(error).__name__})"))
        finally:
            self._transcripts.close()
            await self._line.close()

    async def _recognise(self, utterance: Utterance) -> None:
        try:
            result = await self._line.understand(utterance, self._tell)
        except AttemptFailed as live:
            await utterance.over.wait()
            try:
                result = await self._files.understand(utterance.sound)
            except AttemptFailed as file:
                raise RecognitionFailed(f"OpenAI transcription: live, {live}; as a file, {file}") from file
        self._used += (*self._line.unanswered(), *result.used)
        if result.text:
            self._transcripts.put(Transcript(result.text, is_final=True, used=self._used))
        elif self._used:  # sound without words is billed, too
            self._transcripts.put(Transcript("", is_final=False, used=self._used))
        self._used = ()

    def _tell(self, text: str) -> None:
        if words := text.strip():
            self._transcripts.put(Transcript(words, is_final=False))
