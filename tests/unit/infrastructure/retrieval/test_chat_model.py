"""The brain keeps to what LangChain promises of every chat model."""

import asyncio
import json
from typing import Any, Literal, TypedDict

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.tools import tool
from pydantic import BaseModel, Field

from application.graphs.briefing import summary_request
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.deciding import toolset
from tests.unit.infrastructure.retrieval.bakery import TOOLS, brain

ASKED = "how much is wheat for twelve people"


async def test_streamed_chunks_add_up_to_the_message_with_its_calls() -> None:
    chunks = [chunk async for chunk in brain().astream([HumanMessage(ASKED)])]
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole = whole + chunk  # pyright: ignore[reportOperatorIssue, reportUnknownVariableType, reportAssignmentType]

    assert isinstance(whole, AIMessageChunk)
    assert [(call["name"], call["args"]) for call in whole.tool_calls] == [
        ("price", {"loaf": "wheat", "guests": 12})
    ]
    assert any(chunk.tool_call_chunks for chunk in chunks if isinstance(chunk, AIMessageChunk))


def test_the_first_caller_does_not_wait_for_the_tools_to_be_read() -> None:
    bound = RetrievalBrain().bind_tools([{"title": "unread", "description": "Nobody has read this tool."}])
    read = toolset._read.cache_info().misses  # pyright: ignore[reportPrivateUsage]
    bound.invoke(ASKED)

    assert toolset._read.cache_info().misses == read  # pyright: ignore[reportPrivateUsage]


async def turns_of_the_loop_until_a_word(said: str) -> int:
    """How often others were let go on before the answer to it began."""
    turns = 0

    async def go_on() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(go_on())
    await anext(aiter(brain().astream([HumanMessage(said)])))
    others.cancel()
    return turns


async def test_other_calls_go_on_while_it_reads_a_message_as_long_as_a_page() -> None:
    at_once = await turns_of_the_loop_until_a_word(ASKED)
    assert await turns_of_the_loop_until_a_word(f"{ASKED} " * 50) > 10 * at_once


def test_every_call_has_an_id_of_its_own() -> None:
    ids = [brain().invoke([HumanMessage(ASKED)]).tool_calls[0]["id"] for _ in range(3)]

    assert all(ids)
    assert len(set(ids)) == 3


def test_calls_are_counted_as_usage() -> None:
    usage = brain().invoke([HumanMessage(ASKED)]).usage_metadata

    assert usage
    assert usage["output_tokens"] > 0


@pytest.mark.parametrize("choice", ["any", "required", True, "price"])
def test_a_call_that_must_be_made_is_made(choice: str | bool) -> None:
    bound = RetrievalBrain().bind_tools(TOOLS, tool_choice=choice)

    assert bound.invoke("good morning").tool_calls


@pytest.mark.parametrize("choice", ["none", "auto", None, False])
def test_a_call_that_need_not_be_made_is_not(choice: str | bool | None) -> None:
    bound = RetrievalBrain().bind_tools(TOOLS, tool_choice=choice)

    assert not bound.invoke("who won the football").tool_calls


def test_with_none_no_tool_is_called_that_fits() -> None:
    assert not RetrievalBrain().bind_tools(TOOLS, tool_choice="none").invoke(ASKED).tool_calls


def test_a_tool_that_is_not_there_cannot_be_called() -> None:
    with pytest.raises(ValueError, match="lottery"):
        RetrievalBrain().bind_tools(TOOLS, tool_choice="lottery").invoke(ASKED)


def test_functions_are_tools_too() -> None:
    @tool
    def multiply(left: int, right: int) -> int:
        """Multiply two numbers."""
        return left * right

    answer = RetrievalBrain().bind_tools([multiply], tool_choice="any").invoke("what is 3 times 4")

    assert answer.tool_calls[0]["args"] == {"left": 3, "right": 4}


def test_a_quotation_is_taken_as_it_stands() -> None:
    @tool
    def greet(name: str) -> str:
        """Greet a customer by name."""
        return name

    answer = RetrievalBrain().bind_tools([greet], tool_choice="any").invoke("greet the customer '你好啊集团'")

    assert answer.tool_calls[0]["args"] == {"name": "你好啊集团"}


class Order(BaseModel):
    """An order of bread."""

    loaf: Literal["rye", "wheat"] = Field(description="the loaf")
    guests: int = Field(description="how many people eat")
    yearly: bool = Field(description="pays for a year at once")
    email: str = Field(description="the address", json_schema_extra={"format": "email"})


class Wish(TypedDict):
    """A wish of a caller."""

    loaf: Literal["rye", "wheat"]
    words: str


SAID = "the wheat loaf for ten people, paid yearly, my address is jo at example dot com"


def test_words_are_put_into_a_model() -> None:
    found = RetrievalBrain().with_structured_output(Order).invoke(SAID)

    assert found == Order(loaf="wheat", guests=10, yearly=True, email="jo@example.com")


def test_words_are_put_into_a_typed_dictionary() -> None:
    found: Any = RetrievalBrain().with_structured_output(Wish).invoke("i want wheat")

    assert found == {"loaf": "wheat", "words": "i want wheat"}


def test_words_are_put_into_a_json_schema() -> None:
    schema = {
        "title": "Count",
        "description": "A count.",
        "type": "object",
        "properties": {"guests": {"type": "integer"}},
    }
    found: Any = RetrievalBrain().with_structured_output(schema).invoke("there are twelve of us")

    assert found == {"guests": 12}


def test_a_choice_that_was_not_named_is_the_nearest_in_meaning() -> None:
    class Mood(BaseModel):
        """How somebody feels."""

        mood: Literal["happy", "angry"]

    found = RetrievalBrain().with_structured_output(Mood).invoke("i am furious, this makes me mad")

    assert found == Mood(mood="angry")


def test_a_conversation_is_summed_up_in_words_that_were_said() -> None:
    lines = "caller: what does rye cost\nagent: The rye loaf costs 4 euros.\ncaller: thanks"

    summary = RetrievalBrain().invoke([SystemMessage(summary_request(lines)), HumanMessage("Sum it up.")]).text

    assert "what does rye cost" in summary
    assert "4 euros" in summary


def test_arguments_are_plain_json() -> None:
    (call,) = brain().invoke([HumanMessage(ASKED)]).tool_calls

    assert json.loads(json.dumps(call["args"])) == {"loaf": "wheat", "guests": 12}


async def test_it_answers_the_same_at_once_and_streamed() -> None:
    messages = [HumanMessage(ASKED)]
    at_once = await brain().ainvoke(messages)

    assert isinstance(at_once, AIMessage)
    assert [call["args"] for call in at_once.tool_calls] == [
        call["args"] for call in brain().invoke(messages).tool_calls
    ]
