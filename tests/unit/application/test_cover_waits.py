"""What a caller hears while an answer is late."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from application.use_cases.cover_waits import PHRASES, QUIET_IN_ALL_S, SHORTEST_QUIET_S, WaitCover
from domain.entities.reply import ReplyPart, SpecialistChosen, Words

QUIET_S = 0.03
LATE_S = 4 * QUIET_S


async def answer(*pieces: str | float | Exception) -> AsyncGenerator[ReplyPart]:
    """Words, seconds to wait, and errors, in this order."""
    for piece in pieces:
        if isinstance(piece, str):
            yield Words(piece)
        elif isinstance(piece, Exception):
            raise piece
        else:
            await asyncio.sleep(piece)


async def said(cover: WaitCover, *pieces: str | float | Exception) -> str:
    return "".join([part.text async for part in cover.cover(answer(*pieces)) if isinstance(part, Words)])


@pytest.fixture
def cover() -> WaitCover:
    return WaitCover(QUIET_S)


async def test_an_answer_in_time_is_left_alone(cover: WaitCover) -> None:
    assert await said(cover, "It costs ", "39 euros.") == "It costs 39 euros."


async def test_a_late_answer_is_announced(cover: WaitCover) -> None:
    assert await said(cover, LATE_S, "It costs 39 euros.") == "One moment, please. It costs 39 euros."


async def test_who_has_waited_before_is_told_sooner() -> None:
    patient = WaitCover(quiet_s=60)
    parts = patient.cover(answer(2 * SHORTEST_QUIET_S, "Yes."), waited_s=QUIET_IN_ALL_S)

    assert "".join([part.text async for part in parts if isinstance(part, Words)]) == "One moment, please. Yes."


async def test_the_next_late_one_is_announced_in_other_words(cover: WaitCover) -> None:
    first = await said(cover, LATE_S, "Yes.")
    second = await said(cover, LATE_S, "Yes.")

    assert first != second


async def test_nobody_waits_while_the_voice_still_reads(cover: WaitCover) -> None:
    assert "moment" not in await said(cover, "This is a long sentence.", LATE_S, " And another.")


async def test_one_wait_is_announced_once(cover: WaitCover) -> None:
    text = await said(cover, 8 * LATE_S, "Yes.")

    assert sum(phrase in text for phrase in PHRASES) == 1


async def test_who_answers_is_no_word(cover: WaitCover) -> None:
    async def slow() -> AsyncGenerator[ReplyPart]:
        yield SpecialistChosen("sales")
        await asyncio.sleep(LATE_S)
        yield Words("Yes.")

    parts = [part async for part in cover.cover(slow())]

    assert parts == [SpecialistChosen("sales"), Words("One moment, please. "), Words("Yes.")]


async def test_an_answer_that_fails_fails(cover: WaitCover) -> None:
    with pytest.raises(LookupError):
        await said(cover, LATE_S, LookupError("the model"))


async def test_an_answer_that_is_given_up_is_closed() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[ReplyPart]:
        try:
            await asyncio.Event().wait()
            yield Words("never")
        finally:
            closed.set()

    parts = WaitCover(QUIET_S).cover(endless())
    await anext(parts)
    await parts.aclose()

    assert closed.is_set()


@pytest.mark.parametrize(
    ("heard", "remembered"),
    [
        ("One moment, please. It costs 39 euros.", "It costs 39 euros."),
        ("One moment, please. It costs", "It costs"),
        ("One moment,", ""),
        ("", ""),
    ],
)
async def test_it_is_no_part_of_what_was_heard(cover: WaitCover, heard: str, remembered: str) -> None:
    await said(cover, LATE_S, "It costs 39 euros.")

    assert cover.without(heard) == remembered


async def test_it_is_no_part_of_what_was_made_either_however_often_that_is_asked(cover: WaitCover) -> None:
    text = await said(cover, LATE_S, "It costs ", LATE_S, "39 euros.")

    assert [cover.without(text) for _ in range(2)] == ["It costs 39 euros."] * 2


async def test_what_is_said_first_is_no_part_of_the_answer() -> None:
    cover = WaitCover(quiet_s=60)
    parts = [part async for part in cover.cover(answer("It costs 39 euros."), first="Sorry.")]

    assert parts == [Words("Sorry. "), Words("It costs 39 euros.")]
    assert cover.without("Sorry. It costs") == "It costs"


async def test_the_next_answer_may_say_what_was_announced_before(cover: WaitCover) -> None:
    await said(cover, LATE_S, "Yes.")
    cover.end()

    assert cover.without("One moment, please.") == "One moment, please."


async def test_where_nothing_was_announced_all_that_was_heard_is_the_answer(cover: WaitCover) -> None:
    await said(cover, "One moment, please, is what I say.")

    assert cover.without("One moment, please, is") == "One moment, please, is"
