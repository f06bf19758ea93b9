"""A process dies in the middle of an answer: what another one makes of what was noted."""

import pytest

from application.use_cases.resumption import CUT_OFF
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.fakes.tts import LETTER_MS
from tests.unit.application.talk.test_talk import Call

LETTERS = ScriptedReply([f"{letter} " for letter in "abcdefghijklmnopqrstuvwxyz"])
WHOLE = "".join(LETTERS.words)
HALF_A_WORD_MS = LETTER_MS * len("a ") / 2
QUESTION = "what does it cost"


def slow(*words: str, pause_s: float) -> FakeAgentTeam:
    return FakeAgentTeam(otherwise=ScriptedReply(words, pause_s=pause_s), greeting="")


@pytest.mark.parametrize("dies_after_s", [0.8, 0.9, 1.0, 1.1, 1.2, 1.3])
async def test_no_word_is_left_out(dies_after_s: float) -> None:
    call = Call(QUESTION, team=FakeAgentTeam(otherwise=LETTERS, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(dies_after_s)
        left = await call.said_so_far()
        heard_ms = call.line.left_ms - call.line.queued_ms

    successor = Call(left=left)
    async with successor.talking():
        await successor.line.pause(10)
    (caption,) = successor.line.captions
    rest = caption.removeprefix(CUT_OFF).strip()
    goes_on_at = WHOLE.rindex(rest)
    assert rest
    assert LETTER_MS * goes_on_at <= heard_ms + HALF_A_WORD_MS
    assert [turn.heard.split() for turn in await successor.turns()] == [WHOLE.split()]


async def test_a_caller_who_was_only_asked_to_wait_is_answered() -> None:
    call = Call(QUESTION, team=slow("Never.", pause_s=60))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(5)
        assert "".join(call.line.captions).startswith("One moment,")
        left = await call.said_so_far()

    successor = Call(left=left)
    async with successor.talking():
        await successor.line.pause(3)
    assert successor.line.captions == ["All is well."]
    assert [(turn.said, turn.heard) for turn in await successor.turns()] == [(QUESTION, "All is well.")]


async def test_an_answer_that_was_not_made_to_its_end_is_made_anew_behind_an_apology() -> None:
    call = Call(QUESTION, team=slow("It ", "costs ", "nine ", "euros.", pause_s=1))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(3)
        left = await call.said_so_far()
        assert left.heard.split() == ["It"]

    successor = Call(left=left)
    async with successor.talking():
        await successor.line.pause(5)
    assert successor.line.captions == [f"{CUT_OFF} All is well."]
    assert [(turn.said, turn.heard) for turn in await successor.turns()] == [(QUESTION, "All is well.")]


async def test_an_answer_that_was_made_while_it_was_spoken_is_not_made_again() -> None:
    call = Call(QUESTION, team=slow("It ", "costs ", "nine euros a month.", pause_s=0.1))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        left = await call.said_so_far()

    successor = Call(left=left)
    async with successor.talking():
        await successor.line.pause(5)
    assert [turn.heard for turn in await successor.turns()] == ["It costs nine euros a month."]


async def test_that_an_answer_is_made_is_noted_at_once() -> None:
    call = Call(QUESTION, team=slow("It ", "costs nine euros a month.", pause_s=0.1))
    async with call.talking():
        await call.line.say(1)
        while not call.line.played:  # which begins when the last words are there
            await call.line.pause(0.032)
        assert (await call.said_so_far()).is_made


async def test_of_the_apology_nothing_is_remembered() -> None:
    call = Call(QUESTION, team=slow("It ", "costs ", "nine.", pause_s=1))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(3)
        left = await call.said_so_far()

    successor = Call(left=left)
    async with successor.talking():
        await successor.line.pause(1)
    assert [(turn.said, turn.heard) for turn in await successor.turns()] == [(QUESTION, "")]
