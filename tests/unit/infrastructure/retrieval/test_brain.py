"""The brain is a chat model for any company: here it works for a bakery."""

from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from application.graphs.briefing import Briefing, write
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.folder import KnowledgeFolder

PAGES = {
    "loaves.md": """
# Loaves

## Rye loaf
The rye loaf costs 4 euros. It keeps for a week.

## Wheat loaf
The wheat loaf costs 3 euros. It keeps for two days.

## Gluten
No, we have no loaf without gluten.
""",
    "trouble.md": """
# Bread that went wrong

## My loaf is hard
1. First, sprinkle it with water.
2. Next, warm it for five minutes in the oven.
3. Then wrap it in a cloth.

## My loaf is mouldy
Throw it away: we replace it free of charge.
""",
    "hours.md": "# Opening hours\n\nWe open at six in the morning, and close at noon.\n",
}


@pytest.fixture
def bakery(tmp_path: Path) -> KnowledgeFolder:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return KnowledgeFolder(tmp_path)


def messages(
    bakery: KnowledgeFolder, asked: str, heard: tuple[str, ...] = (), meant: str = ""
) -> list[BaseMessage]:
    question = meant or asked
    briefing = Briefing(question, "bread and opening hours", tuple(bakery.search(question)))
    history = [AIMessage(text) for text in heard]
    return [SystemMessage(write("You sell bread.", briefing)), *history, HumanMessage(asked)]


def ask(bakery: KnowledgeFolder, asked: str, heard: tuple[str, ...] = (), meant: str = "") -> str:
    return RetrievalBrain().invoke(messages(bakery, asked, heard, meant)).text


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("what does the rye loaf cost", "The rye loaf costs 4 euros."),
        ("How much is a wheat loaf?", "The wheat loaf costs 3 euros."),
        ("how long does the rye loaf keep", "It keeps for a week."),
        ("do you have something without gluten", "No, we have no loaf without gluten."),
        ("when do you open", "We open at six in the morning, and close at noon."),
    ],
)
def test_the_sentence_that_answers_is_the_answer(bakery: KnowledgeFolder, asked: str, answer: str) -> None:
    assert ask(bakery, asked) == answer


@pytest.mark.parametrize(
    "asked",
    ["how much is a train ticket", "what does the spelt loaf cost", "who won the football", "tell me a joke"],
)
def test_what_it_does_not_know_it_does_not_make_up(bakery: KnowledgeFolder, asked: str) -> None:
    answer = ask(bakery, asked)

    assert answer == "I do not know that, I'm afraid. I can help with bread and opening hours."


def test_instructions_are_given_one_step_at_a_time(bakery: KnowledgeFolder) -> None:
    first = ask(bakery, "my loaf is hard")
    second = ask(bakery, "that did not help", (first,), meant="my loaf is hard")
    third = ask(bakery, "no", (first, second), meant="my loaf is hard")
    last = ask(bakery, "no", (first, second, third), meant="my loaf is hard")

    assert [text.split(",")[0].split()[0] for text in (first, second, third)] == ["First", "Next", "Then"]
    assert "all the steps" in last


def test_a_step_of_which_little_was_heard_is_given_again(bakery: KnowledgeFolder) -> None:
    assert ask(bakery, "no", ("First, sprinkle",), meant="my loaf is hard") == "First, sprinkle it with water."


@pytest.mark.parametrize("asked", ["say that again", "Sorry?", "could you repeat that please", "what did you say"])
def test_the_last_answer_is_said_again(bakery: KnowledgeFolder, asked: str) -> None:
    assert ask(bakery, asked, ("We close at noon.",)) == "We close at noon."


def test_without_a_briefing_it_is_honest() -> None:
    assert RetrievalBrain().invoke("what does the rye loaf cost").text == "I do not know that, I'm afraid."


async def test_words_are_streamed_one_by_one_and_join_to_the_answer(bakery: KnowledgeFolder) -> None:
    chunks = [chunk async for chunk in RetrievalBrain().astream(messages(bakery, "how much is a wheat loaf"))]
    words = [chunk.text for chunk in chunks if chunk.text]

    assert "".join(words) == "The wheat loaf costs 3 euros."
    assert words[:3] == ["The", " wheat", " loaf"]


async def test_usage_is_counted_once(bakery: KnowledgeFolder) -> None:
    chunks = [chunk async for chunk in RetrievalBrain().astream(messages(bakery, "how much is a wheat loaf"))]
    counted = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]

    assert len(counted) == 1
    assert counted[0]["output_tokens"] == 6
    assert counted[0]["total_tokens"] == counted[0]["input_tokens"] + 6


def test_a_tool_that_does_not_fit_is_not_called(bakery: KnowledgeFolder) -> None:
    def deliver(address: str) -> int:
        """Sends a bicycle with bread to an address."""
        return len(address)

    answer = RetrievalBrain().bind_tools([deliver]).invoke(messages(bakery, "how much is a wheat loaf"))

    assert answer.text == "The wheat loaf costs 3 euros."
    assert not answer.tool_calls
