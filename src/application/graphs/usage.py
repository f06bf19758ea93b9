"""What a model's answer has used, as its provider says; counted here where it says nothing."""

import json
from collections.abc import Sequence
from contextvars import ContextVar
from decimal import Decimal

from langchain_core.messages import AIMessage, BaseMessage

from application.graphs.exchange import EXCHANGE
from domain.entities.reply import ModelUsed
from domain.entities.usage import Unit, Used

USED = "parley_used"
"""In `response_metadata`: all that an answer has used, a list of `Used`; in the last chunk."""

ASKED = "parley_asked"
"""In `response_metadata`: the providers that began the answer, each `{"provider": …, "model": …}`."""

_CHARACTERS_A_TOKEN = 4
"""Of English text, by the providers' own rule of thumb."""

_UNKNOWN = "unknown"


UNTOLD: ContextVar[list[ModelUsed] | None] = ContextVar("untold", default=None)
"""Takes what is told, too, for whoever runs the graph: who interrupts an answer does not read it to its end."""


def tell(specialist: str, used: tuple[Used, ...]) -> None:
    """Write what was used into the answer that the graph is making, if it is making one."""
    if not used:
        return
    part = ModelUsed(specialist, used)
    untold = UNTOLD.get()
    if untold is not None:
        untold.append(part)
    exchange = EXCHANGE.get(None)
    if exchange is not None:
        exchange.emit(part)


def used_for(asked: Sequence[BaseMessage], answer: AIMessage) -> tuple[Used, ...]:
    """:param answer: whole, or as much of it as came."""
    known: list[Used] | None = answer.response_metadata.get(USED)
    if known is not None:
        return tuple(known)
    return counted(*_who(answer), asked, answer)


def counted(provider: str, model: str, asked: Sequence[BaseMessage], answer: AIMessage) -> tuple[Used, ...]:
    """What one provider has used: input without what came from its cache, that, and output; nothing of nothing."""
    usage = answer.usage_metadata
    if usage is None:
        read, written = sum(map(_tokens, asked)), _tokens(answer)
        return _used(provider, model, (read, 0, written), is_reported=False)
    cached = usage.get("input_token_details", {}).get("cache_read") or 0
    amounts = (usage["input_tokens"] - cached, cached, usage["output_tokens"])
    return _used(provider, model, amounts, is_reported=True)


def _used(provider: str, model: str, amounts: tuple[int, int, int], *, is_reported: bool) -> tuple[Used, ...]:
    units = (Unit.INPUT_TOKENS, Unit.CACHED_TOKENS, Unit.OUTPUT_TOKENS)
    return tuple(
        Used(provider, model, unit, Decimal(amount), is_reported)
        for unit, amount in zip(units, amounts, strict=True)
        if amount > 0
    )


def _who(answer: AIMessage) -> tuple[str, str]:
    told = answer.response_metadata
    if began := told.get(ASKED):
        return str(began[-1]["provider"]), str(began[-1]["model"])
    return str(told.get("model_provider") or _UNKNOWN), str(told.get("model_name") or _UNKNOWN)


def _tokens(message: BaseMessage) -> int:
    calls = message.tool_calls if isinstance(message, AIMessage) else []
    written = len(message.text) + sum(len(call["name"]) + len(json.dumps(call["args"])) for call in calls)
    return -(-written // _CHARACTERS_A_TOKEN)
