"""OpenAI's own SDK against the emulator, and the chain of models over both: what is heard, and what it costs."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import cast

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from openai import APIError
from pydantic import BaseModel, SecretStr
from starlette.applications import Starlette

from application.graphs.usage import used_for
from domain.entities.usage import Unit
from domain.errors import ModelFailed
from emulators.openai_answers import Call, ChatAnswer, Tokens
from emulators.openai_chat import OpenAIChat
from emulators.script import Act, Fault
from emulators.serving import served
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.fallback import FallbackChatModel
from infrastructure.adapters.chat_models.openai import connect, disconnect, open_openai
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider

ASKED = [SystemMessage("Be brief."), HumanMessage("What does it cost?")]
WORDS = "The pro plan costs thirty euros a month, and ends whenever you like."
BRIEF_S = 0.8

SOON_S = 5
"""Far from for ever, also where every line of a huge answer is traced for coverage."""

OUT = [fault for fault in Fault if fault is not Fault.LATE]


@dataclass
class Emulated:
    """Two servers of OpenAI's protocol and the chain over them."""

    first: OpenAIChat
    second: OpenAIChat
    addresses: list[str]
    opened: list[ChatOpenAI] = field(default_factory=list[ChatOpenAI])
    breakers: list[Breaker] = field(default_factory=lambda: [Breaker("one"), Breaker("two")])

    def model(self, at: int) -> ChatOpenAI:
        model = open_openai(f"model-{at}", SecretStr("fake"), base_url=f"http://{self.addresses[at]}/v1")
        self.opened.append(model)
        return model

    def chain(self, *, of: int = 2, continues: bool = True) -> FallbackChatModel:
        providers = [
            Provider("one", Answerer(self.model(0), BRIEF_S, BRIEF_S), self.breakers[0]),
            Provider("two", Answerer(self.model(1), BRIEF_S, BRIEF_S, continues), self.breakers[1]),
        ]
        return FallbackChatModel(Leg("model", providers[:of]))


@pytest.fixture
async def emulated() -> AsyncIterator[Emulated]:
    first, second = (OpenAIChat(usual=lambda _: ChatAnswer(WORDS)) for _ in range(2))
    with served(Starlette(routes=first.routes())) as one, served(Starlette(routes=second.routes())) as two:
        both = Emulated(first, second, [one, two])
        yield both
        for model in both.opened:
            await disconnect(model)


async def answer(model: FallbackChatModel | ChatOpenAI) -> AIMessageChunk:
    chunks = [chunk async for chunk in model.astream(ASKED)]
    return sum(chunks[1:], chunks[0])


async def test_the_unmodified_sdk_streams_words_calls_and_usage(emulated: Emulated) -> None:
    call = Call("price_of", {"plan": "pro", "months": 12})
    emulated.first.answers.append(ChatAnswer("One moment.", (call,), Tokens(2_000, 20, 1_920)))

    whole = await answer(emulated.model(0))

    assert whole.text == "One moment."
    assert [(made["name"], made["args"]) for made in whole.tool_calls] == [("price_of", dict(call.arguments))]
    assert whole.response_metadata["finish_reason"] == "tool_calls"
    assert whole.usage_metadata is not None
    assert whole.usage_metadata.get("input_token_details", {}).get("cache_read") == 1_920


async def test_the_unmodified_sdk_reads_a_whole_answer_and_the_list_of_models(emulated: Emulated) -> None:
    model = emulated.model(0)
    await connect(model)
    assert (await model.ainvoke(ASKED)).text == WORDS


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.UNAUTHORISED, 401, "invalid_api_key"),
        (Fault.RATE_LIMITED, 429, "rate_limit_exceeded"),
        (Fault.SERVER_ERROR, 500, None),
    ],
)
async def test_errors_have_openais_form(emulated: Emulated, fault: Fault, status: int, code: str | None) -> None:
    emulated.first.script.usual = Act(fault, retry_after_s=3)
    with pytest.raises(APIError) as raised:
        await answer(emulated.model(0))
    assert getattr(raised.value, "status_code", None) == status
    assert raised.value.code == code


async def test_a_wrong_key_is_refused(emulated: Emulated) -> None:
    emulated.first.key = "another"
    with pytest.raises(ModelFailed, match="one: it answered 401: check its API key"):
        await answer(emulated.chain(of=1))


@pytest.mark.parametrize("fault", OUT)
async def test_whatever_happens_the_whole_answer_is_heard_once(emulated: Emulated, fault: Fault) -> None:
    emulated.first.script.usual = Act(fault)
    began = time.monotonic()

    whole = await answer(emulated.chain())

    assert whole.text.startswith(WORDS) if fault is Fault.HUGE else whole.text == WORDS
    assert time.monotonic() - began < SOON_S


async def test_a_late_answer_is_not_waited_for(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.LATE)
    began = time.monotonic()
    assert (await answer(emulated.chain())).text == WORDS
    assert time.monotonic() - began < 2 * BRIEF_S


async def test_a_server_that_is_not_there_is_passed_over(emulated: Emulated) -> None:
    emulated.addresses[0] = "127.0.0.1:9"
    assert (await answer(emulated.chain())).text == WORDS


@pytest.mark.parametrize("fault", [Fault.STALLS, Fault.DROPS])
async def test_the_next_model_goes_on_in_the_middle_of_a_sentence(emulated: Emulated, fault: Fault) -> None:
    emulated.first.script.usual = Act(fault, pieces=5)
    emulated.second.usual = lambda _: ChatAnswer("thirty euros a month.")

    whole = await answer(emulated.chain())

    [asked] = emulated.second.script.seen
    assert isinstance(asked, dict)
    assert whole.text == "The pro plan costs thirty euros a month."
    assert [message["role"] for message in asked["messages"]] == ["system", "user", "assistant", "system"]  # pyright: ignore[reportUnknownVariableType]


async def test_who_cannot_go_on_is_introduced(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.DROPS, pieces=4)
    emulated.second.usual = lambda _: ChatAnswer("Pro is thirty euros.")
    whole = await answer(emulated.chain(continues=False))
    assert whole.text == "The pro plan costs ... Let me put it shortly: Pro is thirty euros."


async def test_a_call_that_broke_off_is_asked_anew(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.DROPS, pieces=2)
    emulated.first.usual = lambda _: ChatAnswer(calls=(Call("price_of", {"plan": "the wrong one"}),))
    emulated.second.usual = lambda _: ChatAnswer(calls=(Call("price_of", {"plan": "pro"}),))

    whole = await answer(emulated.chain())

    assert [call["args"] for call in whole.tool_calls] == [{"plan": "pro"}]
    assert not whole.invalid_tool_calls


async def test_a_passing_failure_is_tried_once_more(emulated: Emulated) -> None:
    emulated.first.script.acts.extend([Act(Fault.RATE_LIMITED, retry_after_s=0.1)])
    assert (await answer(emulated.chain())).text == WORDS
    assert len(emulated.first.script.seen) == 2
    assert not emulated.second.script.seen


@pytest.mark.parametrize("act", [Act(Fault.UNAUTHORISED), Act(Fault.RATE_LIMITED, retry_after_s=30)])
async def test_what_does_not_pass_in_time_is_not_tried_again(emulated: Emulated, act: Act) -> None:
    emulated.first.script.usual = act
    assert (await answer(emulated.chain())).text == WORDS
    assert len(emulated.first.script.seen) == 1


async def test_a_provider_that_keeps_failing_is_left_alone(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.UNAUTHORISED)
    for _ in range(5):
        await answer(emulated.chain())
    assert len(emulated.first.script.seen) == 3
    assert emulated.breakers[0].is_open


async def test_when_all_fail_the_error_tells_how(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.NEVER_ANSWERS)
    emulated.second.script.usual = Act(Fault.EMPTY)
    with pytest.raises(ModelFailed, match="one: it gave no first token in time; two: it answered without a word"):
        await answer(emulated.chain())


async def test_leaving_closes_the_stream_at_once(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(between_s=0.05)
    stream = cast("AsyncGenerator[AIMessageChunk]", emulated.chain().astream(ASKED))
    async with aclosing(stream) as chunks:
        await anext(chunks)
    await _until_left(emulated.first)
    assert not emulated.breakers[0].is_open


async def test_cancelling_closes_the_stream_at_once(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(between_s=0.05)
    asking = asyncio.create_task(answer(emulated.chain()))
    while not emulated.first.script.seen:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await _until_left(emulated.first)


async def test_a_whole_answer_is_asked_anew_and_never_mixed(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.DROPS, pieces=4)
    emulated.second.usual = lambda _: ChatAnswer("Thirty.")
    whole = await emulated.chain().ainvoke(ASKED)
    assert isinstance(whole, AIMessage)
    assert whole.text == "Thirty."


class Price(BaseModel):
    """What a plan costs."""

    euros: int


async def test_structured_output_works_through_the_chain(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.SERVER_ERROR)
    emulated.second.usual = lambda _: ChatAnswer(calls=(Call("Price", {"euros": 30}),))
    model = emulated.chain().with_structured_output(Price)  # pyright: ignore[reportUnknownVariableType]
    assert await model.ainvoke(ASKED) == Price(euros=30)


async def test_usage_is_as_the_provider_reports_it(emulated: Emulated) -> None:
    emulated.first.answers.append(ChatAnswer("Thirty.", tokens=Tokens(2_000, 20, 1_920)))
    used = used_for(ASKED, await answer(emulated.chain()))
    assert [(each.provider, each.model, each.unit, int(each.amount), each.is_reported) for each in used] == [
        ("one", "model-0", Unit.INPUT_TOKENS, 80, True),
        ("one", "model-0", Unit.CACHED_TOKENS, 1_920, True),
        ("one", "model-0", Unit.OUTPUT_TOKENS, 20, True),
    ]


async def test_usage_of_a_broken_answer_is_counted_beside(emulated: Emulated) -> None:
    emulated.first.script.usual = Act(Fault.DROPS, pieces=4)
    emulated.second.answers.append(ChatAnswer("thirty euros.", tokens=Tokens(50, 5)))
    used = used_for(ASKED, await answer(emulated.chain()))
    assert {(each.provider, each.is_reported) for each in used} == {("one", False), ("two", True)}


async def _until_left(server: OpenAIChat) -> None:
    async with asyncio.timeout(1):
        while not server.left:
            await asyncio.sleep(0.01)
