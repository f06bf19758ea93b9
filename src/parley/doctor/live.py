"""`parley doctor --live`: each provider is asked for a little, and timed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from langchain_core.messages import HumanMessage
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.interfaces.stt import SpeechToText
from domain.interfaces.tts import TextToSpeech
from infrastructure import settings
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.resampled import AtRate
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.providers import legs
from infrastructure.providers.settings import ProviderSettings

PATIENCE_S = 15.0
"""For each of them: who takes longer is no use in a call."""

SENTENCE = "Good morning, I would like to know your prices."
_SILENCE_S = 0.5

Try = Callable[[], Awaitable[tuple[float, str]]]
"""Gives the latency in seconds, and what came back."""


@dataclass(frozen=True, slots=True)
class Trial:
    """:ivar latency_ms: to the first token or sound, or from the end of speech to its text; None for a failure.
    :ivar detail: what came back, or what went wrong.
    """

    leg: str
    provider: str
    latency_ms: float | None
    detail: str


async def try_providers() -> list[Trial]:
    """One after the other: none slows another one down.

    :raises ConfigurationInvalid: a setting is wrong.
    """
    chosen, speech = settings.load_one(ProviderSettings), settings.load_one(settings.SpeechSettings)
    agents = settings.load_one(settings.AgentSettings)
    knowledge = KnowledgeFolder(agents.knowledge)
    recogniser = legs.recogniser(chosen, speech, knowledge)
    synthesiser = legs.synthesiser(chosen, speech)
    models = legs.open_models(chosen, agents, knowledge)
    sentence = await _spoken(legs.local_voice(speech))
    tries = [
        *(("stt", each.name, _hearing(each.does, sentence)) for each in recogniser.leg.providers),
        *(("model", each.name, _thinking(each.does)) for each in models.leg.providers),
        *(("tts", each.name, _speaking(each.does)) for each in synthesiser.leg.providers),
    ]
    try:
        return [await _tried(leg, provider, attempt) for leg, provider, attempt in tries]
    finally:
        await asyncio.gather(recogniser.close(), synthesiser.close(), models.disconnect())


def render_trials(trials: Sequence[Trial], console: Console) -> None:
    table = Table("Leg", "Provider", "Latency", "What came back", box=None, padding=(0, 1))
    for trial in trials:
        latency = "[red]failed[/]" if trial.latency_ms is None else f"{trial.latency_ms:.0f} ms"
        table.add_row(trial.leg, f"[bold]{escape(trial.provider)}[/]", latency, escape(trial.detail))
    console.print(table)


async def _tried(leg: str, provider: str, attempt: Try) -> Trial:
    try:
        async with asyncio.timeout(PATIENCE_S):
            latency_s, detail = await attempt()
    except TimeoutError:
        return Trial(leg, provider, None, f"nothing within {PATIENCE_S:g} s")
    except Exception as error:  # noqa: BLE001  # it is what the operator wants to know
        return Trial(leg, provider, None, f"{error}" or type(error).__name__)
    return Trial(leg, provider, latency_s * 1000, detail)


def _hearing(recogniser: SpeechToText, sentence: bytes) -> Try:
    async def hear() -> tuple[float, str]:
        await recogniser.warm()
        stream = await recogniser.open()
        try:
            stream.push(sentence)
            stream.finish_utterance()
            ended = time.perf_counter()
            async for transcript in stream:
                if transcript.is_final:
                    return time.perf_counter() - ended, f"“{transcript.text}”"
        finally:
            await stream.close()
        raise LookupError("it understood nothing")

    return hear


def _thinking(answerer: Answerer) -> Try:
    async def think() -> tuple[float, str]:
        asked = time.perf_counter()
        async for chunk in answerer.model.astream([HumanMessage("Say the word hello.")]):
            if chunk.text:
                return time.perf_counter() - asked, f"{answerer.model_name} answers"
        raise LookupError(f"{answerer.model_name} answered without a word")

    return think


def _speaking(voice: TextToSpeech) -> Try:
    async def speak() -> tuple[float, str]:
        await voice.warm()
        asked = time.perf_counter()
        async with aclosing(voice.speak(_text())) as chunks:
            async for _ in chunks:
                return time.perf_counter() - asked, f"speaks at {voice.sample_rate_hz:,} Hz"
        raise LookupError("it gave no sound")

    return speak


async def _text() -> AsyncIterator[str]:
    yield SENTENCE


async def _spoken(voice: TextToSpeech) -> bytes:
    """The sentence as every recogniser takes it, with a little silence around it."""
    heard = AtRate(voice, RECOGNITION_RATE_HZ)
    silence = bytes(int(_SILENCE_S * RECOGNITION_RATE_HZ) * BYTES_PER_SAMPLE)
    async with aclosing(heard.speak(_text())) as chunks:
        sound = b"".join([chunk.pcm async for chunk in chunks])
    await heard.close()
    return silence + sound + silence
