"""The promises of the port `Meaning`."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.meaning import WordLlamaMeaning
from tests.fakes.meaning import FakeMeaning

WORD_LLAMA = WordLlamaMeaning()
ROUTER = "my router keeps losing the connection"
OTHERS = ["my router loses the line", "a cake with lemon", "I want to pay my bill"]


@pytest.fixture(params=["fake", "wordllama"])
def meaning(request: pytest.FixtureRequest) -> Meaning:
    return FakeMeaning() if request.param == "fake" else WORD_LLAMA


def test_a_text_is_as_near_as_can_be_to_itself(meaning: Meaning) -> None:
    assert meaning.alike(ROUTER, [ROUTER]) == [pytest.approx(1)]


def test_case_and_punctuation_change_nothing(meaning: Meaning) -> None:
    assert meaning.alike("My router, it is slow!", ["my router it is slow"]) == [pytest.approx(1)]


def test_what_means_nearly_the_same_is_nearer(meaning: Meaning) -> None:
    likeness = meaning.alike(ROUTER, OTHERS)

    assert likeness[0] == max(likeness)
    assert likeness[1] < 0.3


def test_the_order_is_that_of_the_other_texts(meaning: Meaning) -> None:
    assert meaning.alike(ROUTER, OTHERS[::-1]) == pytest.approx(meaning.alike(ROUTER, OTHERS)[::-1])


@pytest.mark.parametrize("text", ["", " ", "?!"])
def test_a_text_without_a_word_is_near_to_nothing(meaning: Meaning, text: str) -> None:
    assert meaning.alike(text, [ROUTER, text]) == [0, 0]
    assert meaning.alike(ROUTER, [text]) == [0]


def test_it_compares_with_no_texts_at_all(meaning: Meaning) -> None:
    assert meaning.alike(ROUTER, []) == []


@pytest.mark.parametrize("others", [OTHERS, []])
def test_texts_that_are_read_once_are_as_near_as_those_of_the_moment(
    meaning: Meaning, others: Sequence[str]
) -> None:
    assert list(meaning.to(others)(ROUTER)) == meaning.alike(ROUTER, others)


def test_it_answers_from_many_threads_alike(meaning: Meaning) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(meaning.alike, [ROUTER] * 64, [OTHERS] * 64))

    assert all(likeness == found[0] for likeness in found)


def test_other_words_for_the_same_are_near() -> None:
    likeness = WORD_LLAMA.alike("put me through to a real person", ["can I talk to a human", "cancel my order"])

    assert likeness[0] > likeness[1] + 0.2
