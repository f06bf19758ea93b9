"""A recogniser of ours in livekit-agents' pipeline."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

from livekit.agents import APIConnectionError, APIConnectOptions, stt
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr
from livekit.agents.utils import AudioBuffer

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from domain.entities.usage import Unit, Used
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText

LANGUAGE = "en"

BYTES_A_SECOND = Decimal(BYTES_PER_SAMPLE * RECOGNITION_RATE_HZ)


def _ignored(_used: tuple[Used, ...]) -> None:
    """Nobody counts."""


class RecognitionBridge(stt.STT[str]):
    """One call's ear. Its streams pass audio on as it comes, and finish an utterance when the turn detector says.

    :param on_used: told what each utterance took: what the recogniser says, or else the seconds that were heard.
    """

    def __init__(self, recogniser: SpeechToText, on_used: Callable[[tuple[Used, ...]], None] = _ignored) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=True, offline_recognize=False, manual_flush=True
            )
        )
        self.recogniser = recogniser
        self.on_used = on_used

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _Stream(self, conn_options)

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,  # noqa: ARG002
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions,  # noqa: ARG002
    ) -> stt.SpeechEvent:
        raise TypeError("whole recordings are not recognised here: use stream()")


class _Stream(stt.RecognizeStream):
    def __init__(self, bridge: RecognitionBridge, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=bridge, conn_options=conn_options, sample_rate=RECOGNITION_RATE_HZ)
        self._recogniser = bridge.recogniser
        self._on_used = bridge.on_used
        self._unbilled_bytes = 0

    async def _run(self) -> None:
        try:
            stream = await self._recogniser.open()
        except RecognitionFailed as error:
            raise APIConnectionError(str(error)) from error
        try:
            transcripts = asyncio.create_task(self._pass_transcripts(stream), name="recognition:transcripts")
            audio = asyncio.create_task(self._pass_audio(stream), name="recognition:audio")
            try:
                await asyncio.wait((transcripts, audio), return_when=asyncio.FIRST_EXCEPTION)
            finally:
                audio.cancel()
                transcripts.cancel()
                await asyncio.gather(audio, transcripts, return_exceptions=True)
            for task in (transcripts, audio):
                if not task.cancelled() and (error := task.exception()) is not None:
                    raise APIConnectionError(f"recognition failed: {type(error).__name__}") from error
        finally:
            await stream.close()

    async def _pass_audio(self, stream: RecognitionStream) -> None:
        async for item in self._input_ch:
            if isinstance(item, self._FlushSentinel):
                stream.finish_utterance()
            else:
                pcm = bytes(item.data)
                self._unbilled_bytes += len(pcm)
                stream.push(pcm)
        await stream.close()

    async def _pass_transcripts(self, stream: RecognitionStream) -> None:
        async for transcript in stream:
            if transcript.used or transcript.is_final:
                self._on_used(transcript.used or (self._seconds_heard(),))
                self._unbilled_bytes = 0
            if transcript.text:
                self._event_ch.send_nowait(_as_event(transcript))

    def _seconds_heard(self) -> Used:
        """Our own count: since the utterance before."""
        seconds = Decimal(self._unbilled_bytes) / BYTES_A_SECOND
        return Used(self._recogniser.provider, "", Unit.SECONDS_HEARD, seconds)


def _as_event(transcript: Transcript) -> stt.SpeechEvent:
    kind = stt.SpeechEventType.FINAL_TRANSCRIPT if transcript.is_final else stt.SpeechEventType.INTERIM_TRANSCRIPT
    data = stt.SpeechData(language=LANGUAGE, text=transcript.text, confidence=transcript.confidence)  # pyright: ignore[reportArgumentType]  # it is converted
    return stt.SpeechEvent(type=kind, alternatives=[data])
