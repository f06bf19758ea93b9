"""Written sentences as the recogniser writes them."""

import pytest

from infrastructure.adapters.pocketsphinx.language.spoken_text import number_words, spoken_sentences, spoken_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (17, "seventeen"),
        (40, "forty"),
        (99, "ninety nine"),
        (500, "five hundred"),
        (1_234, "one thousand two hundred thirty four"),
    ],
)
def test_numbers_are_said(number: int, words: str) -> None:
    assert " ".join(number_words(number)) == words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It's 49.90 €", "it's forty nine ninety euros"),
        ("a set-up fee", "a set up fee"),
        ("the Wi-Fi", "the wifi"),
        ("0800 555", "zero eight zero zero five hundred fifty five"),
        ("**10%** off", "ten percent off"),
    ],
)
def test_signs_and_figures_become_words(written: str, said: str) -> None:
    assert " ".join(spoken_words(written)) == said


def test_lines_and_full_stops_end_sentences() -> None:
    text = "# Pro plan\n\nIt costs 39.90. Fine\n"

    assert [" ".join(words) for words in spoken_sentences(text)] == [
        "pro plan",
        "it costs thirty nine ninety",
        "fine",
    ]
