"""Numbers, as callers say them."""

import pytest

from infrastructure.adapters.retrieval.understanding.numbers import numbers
from infrastructure.adapters.retrieval.understanding.utterance import words_of


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("ten", [10]),
        ("twenty five people", [25]),
        ("twenty-five", [25]),
        ("forty", [40]),
        ("a dozen", [12]),
        ("half a dozen of us", [6]),
        ("two dozen", [24]),
        ("a couple of seats", [2]),
        ("a hundred and twenty", [120]),
        ("three thousand five hundred", [3500]),
        ("1,000", [1000]),
        ("two three", [2, 3]),
        ("twelve of us, no, thirteen", [12, 13]),
        ("nothing at all", []),
    ],
)
def test_numbers_are_read_in_words_and_figures(said: str, values: list[int]) -> None:
    assert [found.value for found in numbers(words_of(said))] == values


def test_a_number_knows_its_place() -> None:
    (found,) = numbers(words_of("pro for twenty five people"))

    assert (found.start, found.end) == (2, 4)
