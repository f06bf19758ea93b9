"""The providers of each leg, opened in their order."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from elevenlabs.environment import ElevenLabsEnvironment
from langchain_core.language_models.chat_models import BaseChatModel

from agents.discovery import discover
from domain.interfaces.rag import KnowledgeBase
from domain.interfaces.stt import SpeechToText
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.chain import FIRST_TOKEN_S, LAST_FIRST_TOKEN_S
from infrastructure.adapters.chat_models.fallback import FallbackChatModel
from infrastructure.adapters.elevenlabs.text_to_speech import ElevenLabsTextToSpeech
from infrastructure.adapters.espeak.text_to_speech import EspeakTextToSpeech
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.speech_to_text import FailoverSpeechToText
from infrastructure.adapters.failover.text_to_speech import FailoverTextToSpeech
from infrastructure.adapters.flite.synthesis_process import is_installed
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.adapters.langgraph.team_factory import read_phrases
from infrastructure.adapters.openai_speech.text_to_speech import OpenAiTextToSpeech
from infrastructure.adapters.openai_transcription.speech_to_text import OpenAiSpeechToText
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from infrastructure.adapters.resampled import AtRate
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.providers.choosing import llm_chain, stt_chain, tts_chain
from infrastructure.providers.settings import ProviderSettings
from infrastructure.providers.vendors import VENDORS, Vendor, given
from infrastructure.settings import AgentSettings, SpeechSettings

FIRST_SOUND_S = {"elevenlabs": 0.6, "openai": 0.9}
"""From a cloud's voice, while another one is ready to speak: ElevenLabs' first sound takes 0.1 to 0.3 s, OpenAI's
0.4 to 0.6. Two that are dead, one after the other, leave the caller in silence for 1.5 s more."""

VOICE_FAILURES = 2
"""Until a voice counts as down: each failure is silence, and another voice is nothing that a caller minds."""

LAST_SOUND_S = 3.0
"""From the last one: nobody comes after it, and a late answer is better than none."""

LONGEST_WAIT_S = 7.5
"""For the first token of a whole chain of models. The team gives up after 8 s, and then nobody answers."""

FILE_S = 1.5
"""For OpenAI to transcribe an utterance as a file, while another recogniser is ready to hear it."""

LAST_FILE_S = 3.0

ROUTING_TOKEN_S = 1.5
"""From a small model that chooses who answers: the caller waits for it, and for the answer after it."""

VOICE_RATE_HZ = 16_000
"""Of all voices, so that one can go on for another: what flite, and the cloud's speech for calls, have."""


@dataclass(frozen=True)
class Models:
    """:ivar specialists: what specialists answer with; None for retrieval alone.
    :ivar routing: what chooses a specialist where the rules are in doubt; None where there is no model for it.
    :ivar leg: those of the specialists, for whoever watches them.
    """

    specialists: BaseChatModel | None
    routing: BaseChatModel | None
    leg: Leg[Answerer]
    vendors: Sequence[Vendor] = ()

    async def connect(self) -> None:
        """Open a connection to each server that is asked.

        :raises Exception: one cannot be opened, or the key is refused; of its vendor's kind.
        """
        await asyncio.gather(*(vendor.connect() for vendor in self.vendors))

    async def disconnect(self) -> None:
        """Close all connections."""
        await asyncio.gather(*(vendor.disconnect() for vendor in self.vendors))


def open_models(settings: ProviderSettings, agents: AgentSettings, knowledge: KnowledgeFolder) -> Models:
    """:raises ConfigurationInvalid: a provider is asked for that has no key, or is not installed."""
    chain = llm_chain(settings)
    brain = RetrievalBrain(phrases=read_phrases(knowledge, discover(agents.specialists).specialists))
    vendors = {name: VENDORS[name](settings) for name in chain if name in VENDORS}
    waits_s = first_token_waits_s(len(chain))
    leg = Leg(
        "model",
        [
            _answerer(name, vendors[name].speaking, wait_s)
            if name in vendors
            else _answerer("parley", brain, wait_s, continues=False)
            for name, wait_s in zip(chain, waits_s, strict=True)
        ],
    )
    if not vendors:
        return Models(None, None, leg)
    return Models(FallbackChatModel(leg), _routing(leg, vendors), leg, tuple(vendors.values()))


def _routing(leg: Leg[Answerer], vendors: Mapping[str, Vendor]) -> BaseChatModel:
    """OpenAI's, where there is a key for it. While its vendor is left alone it is not asked: the rules decide."""
    name = "openai" if "openai" in vendors else next(iter(vendors))
    breaker = next(provider.breaker for provider in leg.providers if provider.name == name)
    chooses = Provider(name, Answerer(vendors[name].routing, first_token_s=ROUTING_TOKEN_S), breaker)
    return FallbackChatModel(Leg("routing", [chooses], is_needed=False))


def first_token_waits_s(count: int) -> list[float]:
    """For each of a chain of models, the last one longest: nobody comes after it."""
    before_s = FIRST_TOKEN_S * (count - 1)
    return [FIRST_TOKEN_S] * (count - 1) + [min(LAST_FIRST_TOKEN_S, LONGEST_WAIT_S - before_s)]


def recogniser(
    settings: ProviderSettings, speech: SpeechSettings, knowledge: KnowledgeBase, expected: Sequence[str] = ()
) -> FailoverSpeechToText:
    """:param expected: what callers say beside what is written in the knowledge.
    :raises ConfigurationInvalid: a provider is asked for that has no key.
    """
    made: Mapping[str, Callable[[], SpeechToText]] = {
        "openai": lambda: OpenAiSpeechToText(
            given(settings.openai_key),
            model=settings.openai_stt_model,
            base_url=settings.openai_speech_url,
            expected=expected,
            file_s=LAST_FILE_S if stt_chain(settings)[-1] == "openai" else FILE_S,
        ),
        "pocketsphinx": lambda: local_recogniser(speech, knowledge, expected),
    }
    return FailoverSpeechToText(
        Leg("stt", [Provider(name, made[name](), Breaker(name)) for name in stt_chain(settings)])
    )


def local_recogniser(
    settings: SpeechSettings, knowledge: KnowledgeBase, expected: Sequence[str] = ()
) -> PocketsphinxSpeechToText:
    """The one that needs no key. Expects what the company has written about."""
    return PocketsphinxSpeechToText(
        words=knowledge.vocabulary(),
        texts=(*knowledge.texts(), *expected),
        warm_decoders=settings.warm_recognisers,
        max_decoders=settings.recognisers,
        cache=settings.cache,
    )


def local_voice(settings: SpeechSettings) -> TextToSpeech:
    """One that needs no key: flite where it is installed, else espeak-ng's bundled library."""
    return FliteTextToSpeech(settings.flite_voice) if is_installed() else EspeakTextToSpeech()


def synthesiser(
    settings: ProviderSettings, speech: SpeechSettings, phrases: Collection[str] = ()
) -> FailoverTextToSpeech:
    """:param phrases: what is said in many calls in the same words.
    :raises ConfigurationInvalid: a provider has no key, or the program or library that it needs is missing."""
    chain = tts_chain(settings)
    made: Mapping[str, Callable[[float], TextToSpeech]] = {
        "elevenlabs": lambda first_s: ElevenLabsTextToSpeech(
            given(settings.elevenlabs_key),
            voice_id=settings.elevenlabs_voice,
            model=settings.elevenlabs_model,
            voices=settings.elevenlabs_voices,
            base_url=settings.elevenlabs_url or ElevenLabsEnvironment.PRODUCTION.value,
            first_byte_s=first_s,
        ),
        "openai": lambda first_s: OpenAiTextToSpeech(
            given(settings.openai_key),
            model=settings.openai_tts_model,
            voice=settings.openai_voice,
            base_url=settings.openai_speech_url,
            first_byte_s=first_s,
        ),
        "flite": lambda _: FliteTextToSpeech(speech.flite_voice),
        "espeak": lambda _: EspeakTextToSpeech(),
    }
    voices = [
        (name, made[name](LAST_SOUND_S if name == chain[-1] else FIRST_SOUND_S.get(name, LAST_SOUND_S)))
        for name in chain
    ]
    rate_hz = voices[0][1].sample_rate_hz if len(voices) == 1 else VOICE_RATE_HZ
    return FailoverTextToSpeech(
        Leg(
            "tts",
            [
                Provider(name, _at_rate(voice, rate_hz), Breaker(name, opens_after=VOICE_FAILURES))
                for name, voice in voices
            ],
        ),
        phrases,
    )


def _at_rate(voice: TextToSpeech, rate_hz: int) -> TextToSpeech:
    return voice if voice.sample_rate_hz == rate_hz else AtRate(voice, rate_hz)


def _answerer(
    name: str, model: BaseChatModel, first_token_s: float, *, continues: bool = True
) -> Provider[Answerer]:
    return Provider(name, Answerer(model, first_token_s, continues=continues), Breaker(name))
