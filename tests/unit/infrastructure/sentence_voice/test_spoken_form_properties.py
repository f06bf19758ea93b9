"""What holds for any text that a model may write."""

import re

from hypothesis import given
from hypothesis import strategies as some

from infrastructure.adapters.sentence_voice.spoken_form import spoken_forms

_TELLING = [
    *(
        "May",
        "Nov.",
        "3",
        "2026",
        "on",
        "ticket",
        "number",
        "order",
        "no.",
        "St.",
        "5",
        "min.",
        "8:00",
        "pm",
        "8-20",
    ),
    *(
        "EUR",
        "€",
        "€49.90",
        "million",
        "per",
        "GB",
        "call",
        "0800",
        "1/2",
        "24:00",
        "2026-13-45",
        "29/02",
        "-",
        "=",
        "|",
    ),
    *("**bold**", "`code`", "[a", "b](http://a.example/secret", '"title")', "https://a.example/secret", "#40712"),
]
"""What rules look for, valid and not."""

_SIGNS = "0123456789.,:;-/+€$£%#*_`[]()!<>|=&@°½²'\"–… aBzTmxkéß🎉٣Ⅷ"
_WORDS = some.one_of(some.sampled_from(_TELLING), some.text(_SIGNS, max_size=20), some.text(max_size=10))
TEXTS = some.lists(_WORDS, max_size=8).map(" ".join)


@given(TEXTS)
def test_every_word_has_its_form(text: str) -> None:
    words = text.split()

    assert len(spoken_forms(words)) == len(words)


@given(TEXTS)
def test_any_voice_can_say_what_comes_out(text: str) -> None:
    """ASCII letters and pauses: no digit, no Markdown, no sign, no blank too many."""
    for form in spoken_forms(text.split()):
        assert re.fullmatch(r"(?:[A-Za-z.,;:!?'-]+(?: (?=\S))?)*", form)
        assert not form or re.search(r"[A-Za-z]", form)


@given(some.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?(\?q=[a-z]{1,5})?(#[a-z]{1,5})?", fullmatch=True))
def test_nothing_of_an_address_is_said_after_its_host(path: str) -> None:
    for written in (
        "https://a.example/{}",
        "[link](https://a.example/{})",
        "<http://www.a.example/{}>",
        "a.example/{}",
    ):
        assert spoken_forms([written.format(path)])[0] in ("a dot example", "link")


@given(some.integers(0, 999_999))
def test_a_quantity_is_one_number_and_a_ticket_its_digits(number: int) -> None:
    quantity, code = spoken_forms([f"{number:,}"])[0], spoken_forms(["ticket", "number", f"{number:06}"])[2]

    assert len(code.split()) == 6
    assert quantity.split()[-1] not in ("point", "and", "hundred,")
    assert ("thousand" in quantity) == (number >= 1_000)


@given(some.lists(some.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1, max_size=8))
def test_plain_words_are_left_alone(words: list[str]) -> None:
    capital = [word.capitalize() + "q" for word in words]

    assert spoken_forms(capital) == capital


@given(some.integers(0, 9_999), some.integers(0, 99))
def test_an_amount_is_said_the_same_however_it_is_written(whole: int, cents: int) -> None:
    ways = ("€{}.{:02}", "{}.{:02} €", "EUR {}.{:02}", "{}.{:02} EUR", "{}.{:02} euros", "{},{:02}€")
    said = {" ".join(filter(None, spoken_forms(way.format(whole, cents).split()))) for way in ways}

    assert len(said) == 1
