"""A caller's words, one by one."""

import pytest

from infrastructure.adapters.retrieval.understanding.utterance import words_of


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Two-step plan, 1,000 seats", ["two", "step", "plan", "1000", "seats"]),
        ("to jo.smith+x@example.com please", ["to", "jo.smith+x@example.com", "please"]),
        ("(jo@example.co.uk)", ["jo@example.co.uk"]),
        ("-jo@example.com-", ["-jo@example.com-"]),
        ("jo@home and jo @ example.com", ["jo", "@", "home", "and", "jo", "@", "example.com"]),
        ("a--b -- +++ .... __ c", ["a", "b", "c"]),
        ("don't", ["don't"]),
    ],
)
def test_an_address_stays_whole_and_a_hyphen_parts_two_words(said: str, words: list[str]) -> None:
    assert words_of(said) == words
