"""Cutting a reply into pieces, while it is being written."""

import pytest

from infrastructure.adapters.sentence_voice.sentences import LONGEST_PIECE_CHARACTERS, SentenceSplitter

LONG = (
    "The pro plan costs forty nine euros ninety a month, with no set-up fee, and it includes a router, a static "
    "address and support around the clock."
)


def cut(text: str, length: int = 5) -> list[str]:
    splitter = SentenceSplitter()
    fed = [text[at : at + length] for at in range(0, len(text), length)]
    return [piece for part in fed for piece in splitter.feed(part)] + splitter.flush()


@pytest.mark.parametrize("length", [1, 7, 1_000])
@pytest.mark.parametrize(
    "text", ["One. Two! Three?", "  a \n\n- b\n- c", "", " ", LONG, "**", "x" * 5_000, "1. Go. 2. Stay."]
)
def test_joining_the_pieces_gives_the_text(text: str, length: int) -> None:
    assert "".join(cut(text, length)) == text


def test_a_sentence_is_complete_when_the_next_one_begins() -> None:
    splitter = SentenceSplitter()

    assert splitter.feed("It is on. ") == []
    assert splitter.feed("Try") == ["It is on. "]


def test_an_amount_is_not_the_end_of_a_sentence() -> None:
    assert cut("It costs 49.90 euros. Fine.") == ["It costs 49.90 euros. ", "Fine."]


def test_a_list_item_ends_with_its_line() -> None:
    assert cut("First\n- unplug it\n- wait") == ["First\n", "- unplug it\n", "- wait"]


def test_the_number_of_an_item_stays_with_it() -> None:
    assert cut("1. Unplug it. 2. Wait.") == ["1. Unplug it. ", "2. Wait."]


def test_a_long_first_sentence_is_begun_at_a_clause() -> None:
    assert cut(LONG)[0] == "The pro plan costs forty nine euros ninety a month, with no set-up fee, "


def test_a_later_sentence_of_that_length_is_not_cut() -> None:
    assert cut("Yes. " + LONG) == ["Yes. ", LONG]


def test_text_without_any_sign_is_cut_all_the_same() -> None:
    assert max(len(piece) for piece in cut("x" * 5_000)) <= LONGEST_PIECE_CHARACTERS + 5


@pytest.mark.parametrize(
    ("text", "looks_ended"), [("One moment. ", True), ("Is it?", True), ("It costs", False), ("", False)]
)
def test_what_ends_with_a_sign_looks_ended(text: str, looks_ended: bool) -> None:
    splitter = SentenceSplitter()
    splitter.feed(text)

    assert splitter.looks_ended is looks_ended


def test_a_long_first_sentence_is_begun_before_it_ends() -> None:
    splitter = SentenceSplitter()
    clause = "The line to your house is measured every night, "
    rest = "and if it is weaker than before the router looks for another channel"

    assert splitter.feed(clause + rest) == [clause]
    assert splitter.feed(" by itself.") == []
    assert splitter.flush() == [rest + " by itself."]
