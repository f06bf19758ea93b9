"""OpenAI's chat: the bare SDK, LangChain's model as we open it, and that in the fallback chain."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI

from benchmarks.overhead.emulated import KEY
from benchmarks.overhead.first_byte import BARE, CHAIN, OURS, Side
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.fallback import FallbackChatModel
from infrastructure.adapters.chat_models.openai import connect, disconnect, open_openai
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider

MODEL = "gpt-4.1-mini"
BRIEFING = "You answer the callers of a company for internet lines. Be short, and give no figures. " * 20
QUESTION = "My router keeps losing the connection, what can I do?"


def chained(model: ChatOpenAI) -> FallbackChatModel:
    return FallbackChatModel(Leg("model", [Provider("openai", Answerer(model), Breaker("openai"))]))


@asynccontextmanager
async def thinking(address: str) -> AsyncGenerator[dict[str, Side]]:
    """To the first token. Each side keeps its connections."""
    url = f"http://{address}/v1"
    models = [open_openai(MODEL, lambda: KEY, base_url=url) for _ in range(2)]
    async with AsyncOpenAI(api_key=KEY, base_url=url, max_retries=0) as client:
        try:
            for model in models:
                await connect(model)
            yield {
                BARE: Side(lambda: _bare(client)),
                OURS: Side(lambda: _asked(models[0])),
                CHAIN: Side(lambda: _asked(chained(models[1]))),
            }
        finally:
            for model in models:
                await disconnect(model)


async def _bare(client: AsyncOpenAI) -> AsyncGenerator[bool]:
    chunks = await client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": BRIEFING}, {"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    async for chunk in chunks:
        yield bool(chunk.choices and chunk.choices[0].delta.content)


async def _asked(model: BaseChatModel) -> AsyncGenerator[bool]:
    async for chunk in model.astream([SystemMessage(BRIEFING), HumanMessage(QUESTION)]):
        yield bool(chunk.text)
