"""A recogniser of ours in livekit-agents' pipeline."""

import asyncio

from livekit.agents import APIConnectionError, APIConnectOptions, stt
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr
from livekit.agents.utils import AudioBuffer

from domain.entities.audio import RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText

LANGUAGE = "en"


class RecognitionBridge(stt.STT[str]):
    """One call's ear. Its streams pass audio on as it comes, and finish an utterance when they are flushed."""

    def __init__(self, recogniser: SpeechToText) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=True, offline_recognize=False, manual_flush=True
            )
        )
        self.recogniser = recogniser

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
                stream.push(bytes(item.data))
        await stream.close()

    async def _pass_transcripts(self, stream: RecognitionStream) -> None:
        async for transcript in stream:
            if transcript.text:
                self._event_ch.send_nowait(_as_event(transcript))


def _as_event(transcript: Transcript) -> stt.SpeechEvent:
    kind = stt.SpeechEventType.FINAL_TRANSCRIPT if transcript.is_final else stt.SpeechEventType.INTERIM_TRANSCRIPT
    data = stt.SpeechData(language=LANGUAGE, text=transcript.text, confidence=transcript.confidence)  # pyright: ignore[reportArgumentType]  # it is converted
    return stt.SpeechEvent(type=kind, alternatives=[data])
