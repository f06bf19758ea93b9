"""Codes, digit by digit and otherwise."""

import pytest

from infrastructure.adapters.retrieval.understanding.codes import code
from infrastructure.adapters.retrieval.understanding.corrected_codes import corrected_code
from infrastructure.adapters.retrieval.understanding.utterance import words_of


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("42175", "42175"),
        ("4 2 1 7 5", "42175"),
        ("four two one seven five", "42175"),
        ("42 1 75", "42175"),
        ("forty two one seventy five", "42175"),
        ("forty two thousand one hundred seventy five", "42175"),
        ("double four one seven five", "44175"),
        ("triple four one two", "44412"),
        ("oh four one nought two", "04102"),
        ("it's 4 2 1 uh 7 5 please", "42175"),
        ("42-175", "42175"),
        ("is it down in for two one seven five", "42175"),
        ("outage for four two one seven five", "42175"),
        ("five people in 42175", "42175"),
        ("for twelve months in four two one seven five", "42175"),
    ],
)
def test_a_code_is_read_however_it_is_said(said: str, digits: str) -> None:
    found = code(words_of(said), 5)

    assert found is not None
    assert found.value == digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("four two one seven six no five", "42175"),
        ("four two one seven, sorry, four two one seven five", "42175"),
        ("42171 i mean 42175", "42175"),
    ],
)
def test_a_slip_is_put_right_within_one_breath(said: str, digits: str) -> None:
    found = code(words_of(said), 5)

    assert found is not None
    assert found.value == digits


def test_a_code_that_is_too_short_is_given_as_it_is() -> None:
    found = code(words_of("my postcode is four two"), 5)

    assert found is not None
    assert found.value == "42"


@pytest.mark.parametrize("said", ["twelve months", "39 euros", "one", "no digits here"])
def test_measures_and_counts_are_no_codes(said: str) -> None:
    assert code(words_of(said), 0) is None


@pytest.mark.parametrize(
    "said",
    [
        "no, the last one is a five",
        "no, five at the end",
        "not one, five",
        "five, not one",
        "sorry, 4 2 1 7 5",
        "the last digit should be five",
        "no it ends in seven five",
        "the last two are seven five",
        "no i said four two one seven five",
        "no, five",
    ],
)
def test_a_correction_changes_what_it_names(said: str) -> None:
    assert corrected_code("42171", said, 5) == "42175"


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("the first one is a three", "32171"),
        ("the second one is a three", "43171"),
        ("it starts with a nine", "92171"),
        ("that is fine", None),
        ("four two one seven one", None),
    ],
)
def test_a_correction_changes_no_more(said: str, digits: str | None) -> None:
    assert corrected_code("42171", said, 5) == digits
