"""Digits that were written down as other words."""

import pytest

from infrastructure.adapters.pocketsphinx.homophones import with_digits_meant


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("for two one seven five", "four two one seven five"),
        ("my postcode is for two one seven five", "my postcode is four two one seven five"),
        ("eight for one six", "eight four one six"),
        ("no it's three eight for one six please", "no it's three eight four one six please"),
        ("seven one nine to", "seven one nine two"),
        ("two zero too one nine and my name is jo", "two zero two one nine and my name is jo"),
        ("cancel visit age six two four", "cancel visit eight six two four"),
        ("nine ate oh one too", "nine eight oh one two"),
        ("it is double for one two nine six", "it is double four one two nine six"),
    ],
)
def test_what_sounds_like_a_digit_in_a_code_is_one(heard: str, meant: str) -> None:
    assert " ".join(with_digits_meant(heard.split())) == meant


@pytest.mark.parametrize(
    "sentence",
    [
        "i want to pay for two",
        "for two people",
        "for ten seats",
        "at four for two one of us and a child",
        "i want to order one for two or three of us",
        "one or two to four people",
        "from two to three to four",
        "are you open nine to five seven days a week",
        "my code is four two one seven five to be sure",
        "we have one two three for business",
        "is there an outage for four two one seven five",
        "he won twice at the age of eight",
        "four two one seven five",
        "",
    ],
)
def test_other_sentences_stay_as_they_are(sentence: str) -> None:
    assert with_digits_meant(sentence.split()) == sentence.split()
