"""Whether a text holds a fact."""

import pytest

from tests.golden.wording import as_said, codes, holds


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("The pro plan costs 39 euros a month.", "39 euros"),
        ("That is €39 a month.", "39 euros"),
        ("You save 10% that way.", "ten percent"),
        ("It runs for 12 months.", "twelve months"),
        ("It costs 1,296 euros.", "1296"),
        ("Business brings 1000 megabits.", "1,000"),
        ("I don\u2019t know that.", "don't"),
        ("I apologise.", "apolog*"),
        ("Your Wi-Fi is weak.", "wifi"),
        ("Shall I order it?", "?"),
        ("It is 35 euros 10 a month.", "35 euros 10"),
    ],
)
def test_a_fact_is_found_however_it_is_written(text: str, fact: str) -> None:
    assert holds(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It costs 139 euros.", "39 euros"),
        ("It costs 39 euros 50.", "39 euros"),
        ("It costs 1,039 euros.", "39 euros"),
        ("It costs 12.39 euros.", "39 euros"),
        ("It is 35.105.", "35.10"),
        ("There is a problem.", "pro"),
        ("He was apologetic.", "apolog"),
        ("It is on Tuesdays.", "Tuesday"),
    ],
)
def test_a_part_of_another_fact_is_not_that_fact(text: str, fact: str) -> None:
    assert not holds(text, fact)


def test_codes_are_long_numbers_together_or_digit_by_digit() -> None:
    assert codes("Ticket 4 0 7 1 2, for 39 euros; order 88231.") == ("40712", "88231")


def test_a_code_is_said_digit_by_digit() -> None:
    assert as_said("4071") == "four zero seven one"
