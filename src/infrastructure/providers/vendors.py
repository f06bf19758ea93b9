"""The models of cloud vendors, opened, with their connections."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from langchain_core.language_models.chat_models import BaseChatModel

from infrastructure.adapters.chat_models.openai import connect, disconnect, open_openai
from infrastructure.providers.settings import LlmName, ProviderSettings
from infrastructure.secrets import Key


@dataclass(frozen=True)
class Vendor:
    """:ivar speaking: answers for the specialists.
    :ivar routing: chooses a specialist where the rules are in doubt.
    :ivar connect: opens a connection to each server that is asked; raises the vendor's error when it cannot be
        opened, or the key is refused.
    :ivar disconnect: closes all connections.
    """

    speaking: BaseChatModel
    routing: BaseChatModel
    connect: Callable[[], Awaitable[None]]
    disconnect: Callable[[], Awaitable[None]]


def given(key: Key | None) -> Key:
    """The chain has no provider whose key is missing."""
    if key is None:
        raise TypeError("a provider without a key is in a chain")
    return key


def _openai(settings: ProviderSettings) -> Vendor:
    """A model of OpenAI's is not at other servers: there the specialists' model chooses too."""
    key, base_url = given(settings.openai_key), settings.openai_base_url
    elsewhere = base_url is not None and "openai_routing_model" not in settings.model_fields_set
    speaking = open_openai(settings.openai_model, key, base_url=base_url)
    quick = settings.openai_model if elsewhere else settings.openai_routing_model
    routing = open_openai(quick, key, base_url=base_url)

    async def connect_both() -> None:
        await asyncio.gather(connect(speaking), connect(routing))

    async def disconnect_both() -> None:
        await asyncio.gather(disconnect(speaking), disconnect(routing))

    return Vendor(speaking, routing, connect_both, disconnect_both)


def _anthropic(settings: ProviderSettings) -> Vendor:
    """The library is optional: it is looked for only when it is asked for."""
    from infrastructure.adapters.chat_models.anthropic import AnthropicChatModel

    key = given(settings.anthropic_key)
    model = AnthropicChatModel(settings.anthropic_model, key, settings.anthropic_url)
    return Vendor(model, model, model.connect, model.disconnect)


VENDORS: Mapping[LlmName, Callable[[ProviderSettings], Vendor]] = {"openai": _openai, "anthropic": _anthropic}
