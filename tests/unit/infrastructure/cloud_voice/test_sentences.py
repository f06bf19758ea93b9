"""A reply as sentences that are fit to speak."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest

from infrastructure.adapters.cloud_voice.sentences import Sentence, Word, sentences
from infrastructure.adapters.sentence_voice.pieces import PATIENCE_S


async def cut(text: str) -> list[Sentence]:
    async def written() -> AsyncGenerator[str]:
        yield text

    return [sentence async for sentence in sentences(written())]


async def test_words_are_kept_as_written_beside_what_is_said() -> None:
    (sentence,) = await cut("Pay **€5** & go.")

    assert sentence.words == (
        Word("Pay ", "Pay"),
        Word("**€5** ", "five euros"),
        Word("& ", "and"),
        Word("go.", "go."),
    )
    assert sentence.said == "Pay five euros and go."


async def test_words_that_are_said_together_are_one() -> None:
    (sentence,) = await cut("49.90 euros now.")

    assert sentence.words == (Word("49.90 euros ", "forty-nine euros ninety"), Word("now.", "now."))


async def test_a_sign_that_is_not_said_goes_with_its_neighbour() -> None:
    (sentence,) = await cut("- one - two")

    assert [word.written for word in sentence.words] == ["- one - ", "two"]


async def test_what_cannot_be_heard_after_the_end_comes_alone() -> None:
    *_, last = await cut("Yes, it is.\n\n--")

    assert last == Sentence((Word("--", ""),))
    assert last.letters == 0


@pytest.mark.parametrize("text", ["", "  \n", "--", "** **"])
async def test_nothing_to_hear_is_no_sentence(text: str) -> None:
    assert await cut(text) == []


def test_blanks_are_no_letters() -> None:
    assert Word("€5 ", "5 euros").letters == 6


async def heard_before_more_is_written(*pieces: str) -> list[str]:
    """What is given while the writer thinks about the next word."""

    async def written() -> AsyncGenerator[str]:
        for piece in pieces:
            yield piece
        await asyncio.Event().wait()

    said = list[str]()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S / 3):
            async for sentence in sentences(written()):
                said.append(sentence.said)
    return said


async def test_the_first_sentence_does_not_wait_for_the_next_word() -> None:
    assert await heard_before_more_is_written("I see", " that.") == ["I see that."]


@pytest.mark.parametrize(
    "pieces",
    [("Ask Dr.",), ("It takes approx.",), ("It costs 4.",), ("See example", "."), ("At 5 p.m.",), ("I see",)],
)
async def test_what_may_go_on_waits_for_the_next_word(pieces: tuple[str, ...]) -> None:
    assert await heard_before_more_is_written(*pieces) == []


async def test_later_sentences_are_cut_when_the_next_one_begins() -> None:
    assert await heard_before_more_is_written("I see.", " That is", " so.") == ["I see."]
