"""OpenAI's chat models, and those of every server that speaks its protocol."""

from collections.abc import Callable

import httpx
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

CONNECT_S = 2.0
"""A server that does not take a connection within this will not answer in time either."""

_READ_S = 30.0
"""The deadlines that callers feel are the chain's: this one only lets go of what nobody reads."""

_IDLE_S = 55.0
"""A connection waits through a caller's longest turn for the next one. httpx lets go after 5 s, balancers after
a minute or more."""


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
            timeout=httpx.Timeout(_READ_S, connect=CONNECT_S), limits=httpx.Limits(keepalive_expiry=_IDLE_S)
        ),
        timeout=httpx.Timeout(_READ_S, connect=CONNECT_S),
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
