"""Which providers each leg has, in which order, and why: nothing is opened here."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TypeVar

from domain.errors import ConfigurationInvalid
from infrastructure.adapters.flite.synthesis_process import is_installed
from infrastructure.providers.settings import LlmName, ProviderSettings, SttName, TtsName
from infrastructure.settings import MediaSettings

Name = TypeVar("Name", bound=str)

_OPENAI_KEY = "PARLEY_OPENAI_API_KEY"
_ELEVENLABS_KEY = "PARLEY_ELEVENLABS_API_KEY"
_ANTHROPIC_KEY = "PARLEY_ANTHROPIC_API_KEY"

_NEEDS_KEY = {"openai": _OPENAI_KEY, "elevenlabs": _ELEVENLABS_KEY, "anthropic": _ANTHROPIC_KEY}

_ANTHROPIC_LIBRARY = "langchain_anthropic"
_INSTALL_IT = ".venv/bin/uv pip install --python .venv/bin/python -c requirements/dev.txt langchain-anthropic"
"""The version that is tested, and no other package changes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who does a part: `parley doctor` tells."""

    part: str
    provider: str
    reason: str


def stt_chain(settings: ProviderSettings) -> tuple[SttName, ...]:
    """:raises ConfigurationInvalid: one is asked for that has no key."""
    if settings.stt:
        return _with_keys("PARLEY_STT", settings.stt, settings)
    return ("openai", "pocketsphinx") if _openai_speaks(settings) else ("pocketsphinx",)


def tts_chain(settings: ProviderSettings) -> tuple[TtsName, ...]:
    """:raises ConfigurationInvalid: one is asked for that has no key."""
    if settings.tts:
        return _with_keys("PARLEY_TTS", settings.tts, settings)
    clouds = list[TtsName]()
    if settings.elevenlabs_key is not None:
        clouds.append("elevenlabs")
    if _openai_speaks(settings):
        clouds.append("openai")
    return (*clouds, "flite" if is_installed() else "espeak")


def llm_chain(settings: ProviderSettings) -> tuple[LlmName, ...]:
    """:raises ConfigurationInvalid: one is asked for that has no key, or whose library is not installed."""
    if settings.llm:
        if "anthropic" in _with_keys("PARLEY_LLM", settings.llm, settings) and not _anthropic_is_installed():
            raise ConfigurationInvalid(f"PARLEY_LLM names anthropic, which is not installed: run {_INSTALL_IT}")
        return settings.llm
    clouds = list[LlmName]()
    if settings.openai_key is not None:
        clouds.append("openai")
    if settings.anthropic_key is not None and _anthropic_is_installed():
        clouds.append("anthropic")
    return (*clouds, "retrieval")


def choices(settings: ProviderSettings, media: MediaSettings) -> tuple[Choice, ...]:
    """Each leg's providers, the first one in use and the others behind it, and why.

    :raises ConfigurationInvalid: a setting is wrong.
    """
    speech = [key for key in _keys(settings) if key != _ANTHROPIC_KEY]
    return (
        Choice("speech to text", _names(stt_chain(settings)), _why("PARLEY_STT", settings.stt, speech)),
        Choice("text to speech", _names(tts_chain(settings)), _why("PARLEY_TTS", settings.tts, speech)),
        Choice("model", _models(settings), _why("PARLEY_LLM", settings.llm, _keys(settings)) + _lacks(settings)),
        _media(media),
    )


def _with_keys(variable: str, chain: tuple[Name, ...], settings: ProviderSettings) -> tuple[Name, ...]:
    keys = _keys(settings)
    for name in chain:
        if name in _NEEDS_KEY and _NEEDS_KEY[name] not in keys:
            raise ConfigurationInvalid(
                f"{variable} names {name}, which needs a key: set {_NEEDS_KEY[name]}, or {_NEEDS_KEY[name]}_FILE"
            )
    return chain


def _openai_speaks(settings: ProviderSettings) -> bool:
    """A key that is meant for another server than OpenAI's, such as Ollama, opens no speech there."""
    elsewhere = settings.openai_base_url is not None and settings.openai_speech_url is None
    return settings.openai_key is not None and not elsewhere


def _anthropic_is_installed() -> bool:
    return find_spec(_ANTHROPIC_LIBRARY) is not None


def _lacks(settings: ProviderSettings) -> str:
    """What to do for a key that does nothing."""
    idle = settings.anthropic_key is not None and not settings.llm and not _anthropic_is_installed()
    return f"; for Anthropic run {_INSTALL_IT}" if idle else ""


def _keys(settings: ProviderSettings) -> list[str]:
    given = {
        _OPENAI_KEY: settings.openai_key,
        _ANTHROPIC_KEY: settings.anthropic_key,
        _ELEVENLABS_KEY: settings.elevenlabs_key,
    }
    return [name for name, key in given.items() if key is not None]


def _why(variable: str, chosen: Sequence[str], keys: Sequence[str]) -> str:
    if chosen:
        return f"{variable} says so"
    return f"{' and '.join(keys)} {'is' if len(keys) == 1 else 'are'} set" if keys else "no key is set"


def _names(chain: Sequence[str]) -> str:
    return ", then ".join(chain)


def _models(settings: ProviderSettings) -> str:
    where = settings.openai_base_url or "OpenAI"
    said = {
        "openai": f"{settings.openai_model} at {where}",
        "anthropic": f"{settings.anthropic_model} at Anthropic",
        "retrieval": "retrieval over the knowledge folder",
    }
    return _names([said[name] for name in llm_chain(settings)])


def _media(settings: MediaSettings) -> Choice:
    chosen = "livekit_url" in settings.model_fields_set
    reason = "PARLEY_LIVEKIT_URL says so" if chosen else "`parley run` starts it; PARLEY_LIVEKIT_URL is not set"
    return Choice("media", f"LiveKit at {settings.livekit_url}", reason)
