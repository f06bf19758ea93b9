"""Which adapter does each part, and why."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_openai import ChatOpenAI

from domain.interfaces.rag import KnowledgeBase
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.espeak.text_to_speech import EspeakTextToSpeech
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from infrastructure.settings import AgentSettings, MediaSettings, SpeechSettings

MODEL_TIMEOUT_S = 10
"""To the first word of an answer; who waits longer has hung up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who does a part."""

    part: str
    provider: str
    reason: str


def choices(speech: SpeechSettings, agents: AgentSettings, media: MediaSettings) -> tuple[Choice, ...]:
    """What `parley doctor` tells."""
    return (_recognition(), _synthesis(speech), _model(agents), _media(media))


def chat_model(settings: AgentSettings) -> BaseChatModel | None:
    """The model that answers; None when the answers come from retrieval alone."""
    if settings.openai_api_key is None:
        return None
    return ChatOpenAI(
        model=settings.openai_model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        timeout=MODEL_TIMEOUT_S,
        stream_usage=True,
    )


def recogniser(
    settings: SpeechSettings, knowledge: KnowledgeBase, expected: Sequence[str] = ()
) -> PocketsphinxSpeechToText:
    """Expects what the company has written about.

    :param expected: what callers say beside it.
    """
    return PocketsphinxSpeechToText(
        words=knowledge.vocabulary(),
        texts=(*knowledge.texts(), *expected),
        warm_decoders=settings.warm_recognisers,
        max_decoders=settings.recognisers,
    )


def synthesiser(settings: SpeechSettings) -> TextToSpeech:
    """:raises ConfigurationInvalid: the program or the library that it needs is missing."""
    if _synthesis(settings).provider == "flite":
        return FliteTextToSpeech(settings.flite_voice)
    return EspeakTextToSpeech()


def _model(settings: AgentSettings) -> Choice:
    if settings.openai_api_key is None:
        return Choice("model", "retrieval over the knowledge folder", "PARLEY_OPENAI_API_KEY is not set")
    where = settings.openai_base_url or "OpenAI"
    return Choice("model", f"{settings.openai_model} at {where}", "PARLEY_OPENAI_API_KEY is set")


def _recognition() -> Choice:
    return Choice("speech to text", "pocketsphinx", "needs no key; its model is in its wheel")


def _synthesis(settings: SpeechSettings) -> Choice:
    if settings.tts != "auto":
        return Choice("text to speech", settings.tts, f"PARLEY_TTS is {settings.tts}")
    if shutil.which("flite"):
        return Choice("text to speech", "flite", "it is installed")
    return Choice("text to speech", "espeak", "flite is not installed")


def _media(settings: MediaSettings) -> Choice:
    chosen = "livekit_url" in settings.model_fields_set
    reason = "PARLEY_LIVEKIT_URL says so" if chosen else "`parley run` starts it; PARLEY_LIVEKIT_URL is not set"
    return Choice("media", f"LiveKit at {settings.livekit_url}", reason)
