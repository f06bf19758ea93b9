"""Written words as they are said."""

import pytest

from infrastructure.adapters.sentence_voice.spoken_form import spoken_forms


def say(text: str) -> str:
    return " ".join(filter(None, spoken_forms(text.split())))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("€49.90", "49 euros 90"),
        ("49.90 €.", "49 euros 90."),
        ("49.90 euros a month", "49 euros 90 a month"),
        ("EUR 49.90,", "49 euros 90,"),
        ("€5", "5 euros"),
        ("1.00 euro.", "1 euro."),
        ("£1.50", "1 pound 50"),
        ("1,200 EUR", "1200 euros"),
        ("3.5 €", "3.5 euros"),
        ("5 euros", "5 euros"),
    ],
)
def test_amounts_are_said_with_their_currency_in_the_middle(written: str, said: str) -> None:
    assert say(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("https://www.northwind.example/plans?a=b.", "northwind dot example."),
        ("northwind.example/help", "northwind dot example"),
        ("help-desk@northwind.example.", "help desk at northwind dot example."),
    ],
)
def test_addresses_are_said_without_their_technical_parts(written: str, said: str) -> None:
    assert say(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**Really**, `yes`", "Really, yes"),
        ("- one", "one"),
        ("# Plans", "Plans"),
        ("see [our plans](https://a.example/x) now", "see our plans now"),
    ],
)
def test_markdown_is_not_said(written: str, said: str) -> None:
    assert say(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("250 Mbit/s.", "250 megabits per second."),
        ("5GB", "5 gigabytes"),
        ("24/7,", "around the clock,"),
        ("you & me", "you and me"),
        ("e.g. this", "for example this"),
    ],
)
def test_units_and_signs_are_said_in_words(written: str, said: str) -> None:
    assert say(written) == said


def test_what_a_synthesiser_reads_well_is_left_alone() -> None:
    plain = "It's 9:30 (or 10%), isn't it?"

    assert say(plain) == plain


def test_letters_and_quotes_become_plain_ascii() -> None:
    assert say("naïve “quote” – it’s") == 'naive "quote" , it\'s'


def test_every_word_keeps_its_place() -> None:
    words = ["It", "costs", "49.90", "€", "**", "now"]

    assert len(spoken_forms(words)) == len(words)
