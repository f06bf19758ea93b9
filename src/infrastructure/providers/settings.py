"""Who listens, thinks and speaks: what the operator may choose."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from infrastructure.secrets import Key, key_from

SttName = Literal["openai", "pocketsphinx"]
TtsName = Literal["elevenlabs", "openai", "flite", "espeak"]
LlmName = Literal["openai", "anthropic", "retrieval"]

Name = TypeVar("Name")


def _listed(given: object) -> object:
    """ "openai, pocketsphinx" as two; "auto", and nothing, as none."""
    if not isinstance(given, str):
        return given
    names = tuple(name.strip().lower() for name in given.split(",") if name.strip())
    if len(set(names)) < len(names):
        raise ValueError("names one of them twice")
    return () if names == ("auto",) else names


def _pairs(given: object) -> object:
    """ "rms=AbC1, slt=DeF2" as a mapping."""
    if not isinstance(given, str):
        return given
    pairs = [pair.partition("=") for pair in given.split(",") if pair.strip()]
    if not all(equals and name.strip() and value.strip() for name, equals, value in pairs):
        raise ValueError("wants pairs like rms=JBFqnCBsd6RMkjVDRZzb, with commas between them")
    return {name.strip(): value.strip() for name, _, value in pairs}


Chain = Annotated[tuple[Name, ...], NoDecode, BeforeValidator(_listed)]
"""Providers in the order in which they are asked; empty takes the best ones that there are keys for."""


class ProviderSettings(BaseSettings):
    """Providers, their keys and their models."""

    model_config = SettingsConfigDict(env_prefix="PARLEY_", frozen=True)

    stt: Chain[SttName] = ()
    tts: Chain[TtsName] = ()
    llm: Chain[LlmName] = ()

    openai_api_key: SecretStr | None = None
    openai_api_key_file: Path | None = None
    """A file with the key, such as a mounted secret. It is read again when it changes."""

    openai_base_url: str | None = None
    """Of a chat server that speaks OpenAI's protocol, such as Ollama or vLLM; None is OpenAI itself."""

    openai_model: str = "gpt-4.1-mini"
    """Speaks for the specialists. Small models answer fast enough for a conversation."""

    openai_routing_model: str = "gpt-4.1-nano"
    """Chooses the specialist when the rules are in doubt, while the caller waits. With a base URL that is not
    OpenAI's, the model of the specialists chooses, unless this one is set."""

    openai_speech_url: str | None = None
    """Of a server that transcribes and speaks by OpenAI's protocol; None is OpenAI itself."""

    openai_stt_model: str = "gpt-live-transcribe"
    """Writes down what is said while it is said. Others, such as gpt-4o-mini-transcribe, begin when it is over."""

    openai_tts_model: str = "gpt-4o-mini-tts"
    openai_voice: str = "alloy"

    anthropic_api_key: SecretStr | None = None
    anthropic_api_key_file: Path | None = None
    anthropic_url: str = "https://api.anthropic.com"
    """Another one's is of a server that speaks Anthropic's protocol."""

    anthropic_model: str = "claude-haiku-4-5"
    """The smallest that answers without thinking first, and has a price in Parley's table. It chooses the
    specialist, too, where there is no OpenAI."""

    elevenlabs_api_key: SecretStr | None = None
    elevenlabs_api_key_file: Path | None = None
    elevenlabs_url: str | None = None
    """Of another server that speaks ElevenLabs' protocol; None is ElevenLabs itself."""

    elevenlabs_model: str = "eleven_flash_v2_5"
    """The fastest: first sound after some 100 ms."""

    elevenlabs_voice: str = "JBFqnCBsd6RMkjVDRZzb"
    """The id of the usual voice: "George", which every account has."""

    elevenlabs_voices: Annotated[Mapping[str, str], NoDecode, BeforeValidator(_pairs)] = Field(
        default_factory=dict[str, str]
    )
    """Ids for the voices that specialists name: `rms=ID, slt=ID`."""

    @property
    def openai_key(self) -> Key | None:
        """:raises ConfigurationInvalid: it is given twice, or its file cannot be used."""
        return key_from("PARLEY_OPENAI_API_KEY", self.openai_api_key, self.openai_api_key_file)

    @property
    def anthropic_key(self) -> Key | None:
        """:raises ConfigurationInvalid: as for `openai_key`."""
        return key_from("PARLEY_ANTHROPIC_API_KEY", self.anthropic_api_key, self.anthropic_api_key_file)

    @property
    def elevenlabs_key(self) -> Key | None:
        """:raises ConfigurationInvalid: as for `openai_key`."""
        return key_from("PARLEY_ELEVENLABS_API_KEY", self.elevenlabs_api_key, self.elevenlabs_api_key_file)
