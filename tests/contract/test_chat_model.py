"""What Parley needs of any chat model: which ones there are, and what each can do, stands in `chat_models.py`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any, cast

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolCall

from application.graphs.briefing import Briefing
from application.graphs.briefing import write as write_briefing
from application.graphs.tool_messages import write as write_result
from application.graphs.usage import used_for
from domain.entities.tool import ToolResult
from domain.entities.usage import Unit
from emulators.openai_answers import ChatAnswer, Tokens
from tests.contract.chat_models import (
    ABLE,
    ANSWERS,
    CALLED,
    FORM,
    KEEPING,
    MADE,
    OPENING,
    RESULT,
    WISH,
    Can,
    Subject,
    Wanted,
)
from tests.unit.infrastructure.retrieval.bakery import PASSAGES, TOOLS


def models_that(can: Can) -> pytest.MarkDecorator:
    names = [name for name, abilities in ABLE.items() if can in abilities]
    return pytest.mark.parametrize("subject", names, indirect=True)


@pytest.fixture(params=ABLE)
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    async with MADE[request.param]() as made:
        yield made


def asking(words: str) -> list[BaseMessage]:
    briefing = write_briefing("You sell bread.", Briefing(words, "bread", PASSAGES))
    return [SystemMessage(briefing), HumanMessage(words)]


async def streamed(model: Any, messages: Sequence[BaseMessage]) -> tuple[list[str], AIMessageChunk]:
    """The pieces of text, and all together."""
    chunks: list[AIMessageChunk] = [chunk async for chunk in model.astream(list(messages))]
    return [chunk.text for chunk in chunks if chunk.text], sum(chunks[1:], chunks[0])


async def test_words_come_one_after_the_other_and_make_the_answer(subject: Subject) -> None:
    pieces, whole = await streamed(subject.model, asking(OPENING))

    assert len(pieces) > 3
    assert "".join(pieces) == whole.text == ANSWERS[OPENING]
    assert (await subject.model.ainvoke(asking(OPENING))).text == whole.text


async def test_a_call_of_a_tool_comes_whole(subject: Subject) -> None:
    bound = subject.model.bind_tools(TOOLS)
    _, whole = await streamed(bound, asking(WISH))

    for message in (whole, await bound.ainvoke(asking(WISH))):
        assert [(call["name"], call["args"]) for call in message.tool_calls] == [CALLED]
        assert message.tool_calls[0]["id"]
        assert not message.invalid_tool_calls


async def test_what_a_tool_gave_is_answered(subject: Subject) -> None:
    call = ToolCall(name=CALLED[0], args=CALLED[1], id="call_1")
    result = write_result(ToolResult(RESULT), "call_1", CALLED[0])

    messages = [*asking(WISH), AIMessage("", tool_calls=[call]), result]
    for model in (subject.model.bind_tools(TOOLS), subject.model):
        _, whole = await streamed(model, messages)
        assert whole.text == RESULT
        assert not whole.tool_calls


async def test_words_are_put_into_a_form(subject: Subject) -> None:
    model = subject.model.with_structured_output(Wanted)  # pyright: ignore[reportUnknownVariableType]
    assert await model.ainvoke([HumanMessage(FORM)]) == Wanted(loaf="wheat", guests=10)


@models_that(Can.CHOOSE)
@pytest.mark.parametrize(
    ("choice", "words", "called"),
    [
        ("none", WISH, []),
        ("auto", OPENING, []),
        ("any", OPENING, None),
        ("order", WISH, ["order"]),
    ],
)
async def test_which_tool_is_called_can_be_said(
    subject: Subject, choice: str, words: str, called: list[str] | None
) -> None:
    answer = await subject.model.bind_tools(TOOLS, tool_choice=choice).ainvoke(asking(words))

    names = [call["name"] for call in answer.tool_calls]
    assert names == called if called is not None else names


async def test_usage_is_told_once_or_not_at_all(subject: Subject) -> None:
    _, whole = await streamed(subject.model, asking(OPENING))
    at_once = await subject.model.ainvoke(asking(OPENING))

    for message in (whole, at_once):
        if (usage := message.usage_metadata) is not None:
            assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
            assert usage["output_tokens"] < usage["input_tokens"]
    assert (whole.usage_metadata is None) == (at_once.usage_metadata is None)
    assert _amounts(whole) == _amounts(at_once)


@models_that(Can.REPORT)
async def test_usage_is_what_the_provider_says(subject: Subject) -> None:
    assert subject.server is not None
    subject.server.answers.append(ChatAnswer("Yes.", tokens=Tokens(2_000, 20, 1_920)))

    _, whole = await streamed(subject.model, asking(OPENING))

    assert _amounts(whole) == {Unit.INPUT_TOKENS: 80, Unit.CACHED_TOKENS: 1_920, Unit.OUTPUT_TOKENS: 20}
    assert all(each.is_reported for each in used_for([], whole))


async def test_who_stops_listening_leaves_nothing_running(subject: Subject) -> None:
    subject.take_time()
    before = asyncio.all_tasks()

    async with aclosing(cast("AsyncGenerator[AIMessageChunk]", subject.model.astream(asking(OPENING)))) as chunks:
        async for chunk in chunks:
            if chunk.text:
                break

    await _nothing_runs(subject, before)
    assert (await streamed(subject.model, asking(KEEPING)))[1].text == ANSWERS[KEEPING]


@models_that(Can.TAKE_TIME)
@pytest.mark.parametrize("words_before", [0, 2])
async def test_who_is_cancelled_leaves_nothing_running(subject: Subject, words_before: int) -> None:
    subject.take_time()
    before = asyncio.all_tasks()
    heard = asyncio.Semaphore(0)

    async def listen() -> None:
        async for chunk in subject.model.astream(asking(OPENING)):
            if chunk.text:
                heard.release()

    listening = asyncio.create_task(listen())
    async with asyncio.timeout(5):
        while not subject.server or not subject.server.script.seen:
            await asyncio.sleep(0.01)
        for _ in range(words_before):
            await heard.acquire()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening

    await _nothing_runs(subject, before)


@models_that(Can.FAIL)
async def test_a_failure_is_raised_and_leaves_nothing_running(subject: Subject) -> None:
    before = asyncio.all_tasks()
    subject.break_next()

    with pytest.raises(Exception):  # noqa: B017, PT011  # of each vendor's own kind: `chat_models.failures` reads it
        await streamed(subject.model, asking(OPENING))

    assert asyncio.all_tasks() == before
    assert (await streamed(subject.model, asking(OPENING)))[1].text == ANSWERS[OPENING]


async def test_two_at_the_same_time_do_not_mix(subject: Subject) -> None:
    subject.take_time()
    questions = [OPENING, KEEPING] * 3

    answers = await asyncio.gather(*(streamed(subject.model, asking(words)) for words in questions))

    assert [whole.text for _, whole in answers] == [ANSWERS[words] for words in questions]
    told = {words: _amounts(whole) for words, (_, whole) in zip(questions, answers, strict=True)}
    assert [_amounts(whole) for _, whole in answers] == [told[words] for words in questions]


async def _nothing_runs(subject: Subject, before: set[asyncio.Task[Any]]) -> None:
    async with asyncio.timeout(2):
        while asyncio.all_tasks() - before or (subject.server is not None and not subject.server.left):
            await asyncio.sleep(0.01)


def _amounts(answer: AIMessage) -> dict[Unit, int]:
    return {each.unit: int(each.amount) for each in used_for(asking(OPENING), answer)}
