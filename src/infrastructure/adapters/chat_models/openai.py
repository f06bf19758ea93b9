"""OpenAI's chat models, and those of every server that speaks its protocol."""

from collections.abc import Callable

import httpx
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from infrastructure.adapters.connections import CONNECT_S, IDLE_S, READ_S


def open_openai(model: str, api_key: SecretStr | Callable[[], str], *, base_url: str | None = None) -> ChatOpenAI:
    """One that fails fast and reports what it uses; the chain around it retries.

    :param api_key: a function is asked before every request, in a thread: a new key needs no restart.
    :param base_url: None for OpenAI. Ollama's ends in `:11434/v1`, vLLM's in `:8000/v1`.
    """
    return ChatOpenAI(
        model=model,
        api_key=api_key,
        base_url=base_url,
        http_async_client=httpx.AsyncClient(
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S), limits=httpx.Limits(keepalive_expiry=IDLE_S)
        ),
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        max_retries=0,
        stream_usage=True,
        stream_chunk_timeout=None,  # Its `wait_for` loses a cancellation that meets a chunk (Python < 3.12).
    )


async def connect(model: ChatOpenAI) -> None:
    """Open a connection before the first turn needs it, by the cheapest request there is.

    :raises OpenAIError: it cannot be opened, or the key is refused.
    """
    await model.root_async_client.models.list()


async def disconnect(model: ChatOpenAI) -> None:
    """Close its connections."""
    await model.root_async_client.close()
