"""What helps OpenAI's models to understand, said as each of them takes it.

The SDK's `AudioTranscriptionParam` and `TranscriptionCreateParams` say which model takes what.
"""

from collections.abc import Sequence

from openai.types.realtime import AudioTranscriptionParam

EXPECTED_WORDS_MAX = 60
"""Whisper reads no more than the last 224 tokens of a prompt, about three a word that it does not know."""

_WITH_KEYWORDS = ("gpt-transcribe", "gpt-live-transcribe")
_WITHOUT_PROMPT = ("gpt-realtime-whisper", "gpt-4o-transcribe-diarize")


def hints(model: str, language: str, expected: Sequence[str]) -> AudioTranscriptionParam:
    """The model, the language and the words that are likely to be said.

    :param language: ISO 639-1: `en`.
    """
    words = list(expected[:EXPECTED_WORDS_MAX])
    if model.startswith(_WITH_KEYWORDS):
        taken = AudioTranscriptionParam(model=model, languages=[language])
        return taken | AudioTranscriptionParam(keywords=words) if words else taken
    taken = AudioTranscriptionParam(model=model, language=language)
    if not words or model.startswith(_WITHOUT_PROMPT):
        return taken
    listed = ", ".join(words)
    return taken | AudioTranscriptionParam(
        prompt=listed if model == "whisper-1" else f"Expect these words: {listed}"
    )


def like_for_files(live_model: str) -> str:
    """A model like it that takes files: two take only live sound."""
    return (
        "gpt-transcribe" if live_model.startswith(("gpt-live-transcribe", "gpt-realtime-whisper")) else live_model
    )
