"""A call changes its owner in the middle of a conversation: one talk freezes, and another goes on."""

import asyncio

import pytest

from application.talk.speech import FADING_MS
from application.talk.stillness import SENTENCE_S, THOUGHT_S, UNVOICED_S
from domain.errors import NotMovable
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.fakes.tts import LETTER_MS
from tests.unit.application.talk.test_talk import Call

LONG = ScriptedReply(["One two three four. ", "Five six seven eight. ", "Nine ten eleven twelve."])
PATIENT_S = 60.0


def loop_time() -> float:
    return asyncio.get_running_loop().time()


async def test_nobody_is_disturbed_while_nothing_is_said() -> None:
    call = Call()
    async with call.talking():
        await call.line.pause(1.0)
        began = loop_time()
        await call.talk.freeze(PATIENT_S)
        assert loop_time() - began < 0.05


async def test_an_answer_is_heard_to_its_end_before_a_call_changes_its_owner() -> None:
    call = Call("hello there", team=FakeAgentTeam(otherwise=LONG, greeting=""))
    async with call.talking():
        await call.line.say(1.0)
        await call.line.pause(1.0)
        freezing = asyncio.create_task(call.talk.freeze(PATIENT_S))
        await call.line.pause(20.0)
        await freezing
        assert [turn.heard for turn in await call.memory.recall("c1")] == ["".join(LONG.words)]


async def test_a_caller_who_talks_finishes_first_and_is_answered() -> None:
    call = Call("hello there", team=FakeAgentTeam(otherwise=ScriptedReply(["Yes."]), greeting=""))
    async with call.talking():
        await call.line.say(0.3)
        freezing = asyncio.create_task(call.talk.freeze(PATIENT_S))
        await call.line.say(0.7)
        assert not freezing.done()
        await call.line.pause(5.0)
        await freezing
        assert [turn.said for turn in await call.memory.recall("c1")] == ["hello there"]


async def test_who_does_not_pause_is_heard_again_from_the_beginning_of_the_turn() -> None:
    call = Call("hello there")
    async with call.talking():
        await call.line.pause(1.0)
        await call.line.say(1.0)
        await call.talk.freeze(0.0)
        assert 900 < call.talk.floor.hear_again_ms < 1600


async def test_what_is_said_while_it_is_frozen_is_kept_for_whoever_goes_on() -> None:
    call = Call("hello there")
    async with call.talking():
        await call.line.pause(1.0)
        await call.talk.freeze(PATIENT_S)
        before_ms = call.talk.floor.hear_again_ms
        await call.line.say(1.0)
        assert call.talk.floor.hear_again_ms - before_ms == pytest.approx(1000, abs=80)


async def test_a_call_that_nobody_took_goes_on_without_a_word_lost() -> None:
    call = Call("hello there", team=FakeAgentTeam(otherwise=ScriptedReply(["Yes."]), greeting=""))
    async with call.talking():
        await call.line.pause(1.0)
        await call.talk.freeze(PATIENT_S)
        await call.line.say(1.0)
        call.talk.thaw()
        await call.line.pause(5.0)
        assert [turn.said for turn in await call.memory.recall("c1")] == ["hello there"]


async def test_after_its_time_an_answer_is_cut_between_two_sentences() -> None:
    call = Call("hello there", team=FakeAgentTeam(otherwise=LONG, greeting=""))
    async with call.talking():
        await call.line.say(1.0)
        await call.line.pause(0.6)
        freezing = asyncio.create_task(call.talk.freeze(0.0))
        await call.line.pause(6.0)
        await freezing
        heard = "".join(call.line.captions)
        assert heard.rstrip().endswith(".")
        assert heard.strip() != "".join(LONG.words).strip()


async def test_a_sentence_that_does_not_end_is_cut_between_two_words() -> None:
    words = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    call = Call("hello there", team=FakeAgentTeam(otherwise=ScriptedReply([words]), greeting=""))
    async with call.talking():
        await call.line.say(1.0)
        await call.line.pause(0.6)
        freezing = asyncio.create_task(call.talk.freeze(0.0))
        while not freezing.done():
            await call.line.pause(0.04)
        shown = "".join(call.line.captions)
        assert words.startswith(shown)
        assert 0 < len(shown) < len(words)
        assert call.line.left_ms == pytest.approx(len(shown) * LETTER_MS, abs=FADING_MS + 1)


async def test_an_answer_that_is_never_made_keeps_the_call_where_it_is() -> None:
    never = ScriptedReply(["Wait"], pause_s=60.0)
    call = Call("hello there", team=FakeAgentTeam(otherwise=never, greeting=""))
    async with call.talking():
        await call.line.say(1.0)
        await call.line.pause(2.0)
        freezing = asyncio.create_task(call.talk.freeze(0.0))
        await call.line.pause(SENTENCE_S + THOUGHT_S + 1)
        with pytest.raises(NotMovable):
            await freezing


async def test_the_next_owner_hears_a_word_of_silence_and_no_more() -> None:
    call = Call()
    async with call.talking():
        await call.line.pause(1.0)
        await call.talk.freeze(PATIENT_S)
        assert call.talk.floor.hear_again_ms < UNVOICED_S * 1000


async def test_the_next_owner_counts_the_silence_on() -> None:
    call = Call()
    async with call.talking():
        await call.line.pause(5.0)
        await call.talk.freeze(PATIENT_S)
        assert call.talk.floor.silent_s == pytest.approx(5.0, abs=0.2)
