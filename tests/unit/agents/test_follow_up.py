"""Words that lean on what was said before. The company here sells boats: the rules know of none."""

import pytest

from agents.supervisor.follow_up import FollowUps
from tests.fakes.rag import FakeKnowledgeBase

PREVIOUS = "what does the red boat cost"


@pytest.fixture
def follow_ups() -> FollowUps:
    knowledge = FakeKnowledgeBase({}, alike=[{"red", "blue", "green"}, {"cost", "length"}])
    return FollowUps(knowledge.interchangeable)


@pytest.mark.parametrize(
    "words",
    [
        "and the blue one?",
        "And the blue one",
        "what about blue",
        "how about the blue boat",
        "and blue",
        "the blue one please",
        "okay and the blue one",
        "or the blue one",
    ],
)
def test_another_name_takes_the_place_of_the_first(follow_ups: FollowUps, words: str) -> None:
    assert follow_ups.standalone(words, PREVIOUS) == "what does the blue boat cost"


def test_another_thing_to_know_takes_the_place_of_what_was_asked(follow_ups: FollowUps) -> None:
    assert follow_ups.standalone("what about the length", PREVIOUS) == "what does the red boat length"


def test_an_it_stands_for_what_was_spoken_of(follow_ups: FollowUps) -> None:
    question = follow_ups.standalone("does it have a sail", PREVIOUS)

    assert {"sail", "red", "boat"} <= set(question.split())
    assert "cost" not in question.split()


@pytest.mark.parametrize(
    "words",
    [
        "that did not help",
        "what next?",
        "next",
        "ok done",
        "it still doesn't work",
        "no",
        "yes",
        "say that again",
        "why",
    ],
)
def test_words_about_the_answer_keep_the_question(follow_ups: FollowUps, words: str) -> None:
    assert follow_ups.standalone(words, PREVIOUS) == PREVIOUS


@pytest.mark.parametrize(
    "words",
    [
        "how much is the harbour fee for a week",
        "my engine makes a strange noise and smokes",
        "and how deep is the harbour",
        "is it possible to rent a boat for a day",
        "what does the green boat cost",
    ],
)
def test_a_question_of_its_own_stays_as_it_is(follow_ups: FollowUps, words: str) -> None:
    assert follow_ups.standalone(words, PREVIOUS) == words


def test_without_a_question_before_nothing_is_added(follow_ups: FollowUps) -> None:
    assert follow_ups.standalone("and the blue one?", "") == "and the blue one?"


def test_a_chain_of_follow_ups_keeps_its_subject(follow_ups: FollowUps) -> None:
    blue = follow_ups.standalone("and the blue one", PREVIOUS)
    length = follow_ups.standalone("what about the length", blue)

    assert follow_ups.standalone("and green", length) == "what does the green boat length"
