"""One caller's speech on its way to OpenAI."""

from domain.entities.transcript import Transcript
from domain.entities.usage import Used
from domain.errors import RecognitionFailed
from infrastructure.adapters.gated_stream import GatedStream
from infrastructure.adapters.openai_transcription.failures import AttemptFailed
from infrastructure.adapters.openai_transcription.files import FileRecogniser
from infrastructure.adapters.openai_transcription.live_line import LiveLine
from infrastructure.adapters.openai_transcription.utterance import Utterance


class OpenAiStream(GatedStream[Utterance]):
    """Sends an utterance while it is spoken; all of it again, as a file, where that does not lead to its words.

    Silence is not sent: it would be billed.
    """

    def __init__(self, line: LiveLine, files: FileRecogniser) -> None:
        self._line = line
        self._files = files
        self._used: tuple[Used, ...] = ()
        super().__init__(Utterance)

    async def _release(self) -> None:
        await self._line.close()

    async def _understand(self, utterance: Utterance) -> None:
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
