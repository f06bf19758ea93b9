"""A person speaks, a specialist answers: real sound through a real LiveKit server, both ways."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import GRACE_S
from tests.e2e.line import Telephone
from tests.e2e.stack import Stack

MOST = 0.6
"""Of the words that were said: the recogniser is made for callers, and hears a synthesiser through a codec."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_caller_is_greeted_and_both_specialists_answer_by_voice(
    telephone: Telephone, artifacts: Path
) -> None:
    async with telephone.call() as line:
        greeting = await line.greeting()
        assert await telephone.share_heard(greeting.pcm, "this is northwind fibre how can i help you") > MOST

        price = await line.ask("what does the pro plan cost")
        assert price.specialist == "sales"
        assert "39 euros" in price.text
        assert await telephone.share_heard(price.pcm, "the pro plan costs thirty nine euros a month") > MOST

        cheaper = await line.ask("and the basic one")
        assert cheaper.specialist == "sales"
        assert await telephone.share_heard(cheaper.pcm, "the basic plan costs nineteen euros a month") > MOST

        fault = await line.ask("my router keeps losing the connection")
        assert fault.specialist == "tech_support"
        assert await telephone.share_heard(fault.pcm, fault.text) > MOST

        line.caller.ear.save(artifacts / "spoken-call.wav")


async def test_both_sides_are_captioned(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        await line.ask("what does the pro plan cost")
        mine = line.caller.captions.of(line.ticket.identity)
    assert mine[-1].text == "what does the pro plan cost"
    assert mine[-1].is_final


async def test_an_interruption_stops_the_answer_and_what_was_not_heard_is_not_remembered(
    telephone: Telephone, stack: Stack
) -> None:
    async with telephone.call() as line:
        await line.greeting()
        asked_at = await line.say("my router keeps losing the connection")
        await line.caller.ear.first_sound(asked_at)
        await asyncio.sleep(0.8)
        interrupted_at = time.monotonic()
        await line.say("what does the pro plan cost")
        answer = await line.caller.hear_answer(time.monotonic())
        assert "39 euros" in answer.text
        cut = next(
            turn for turn in await stack.container.memory().recall(line.ticket.session_id) if turn.interrupted
        )
    assert cut.heard
    assert "thirty seconds" not in cut.heard
    assert answer.began_at > interrupted_at


async def test_typing_works_at_any_moment(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        assert "39 euros" in (await line.type("What does the pro plan cost?")).text
        assert "19 euros" in (await line.ask("and the basic one")).text


async def test_a_reload_returns_to_the_same_call(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        await line.ask("what does the pro plan cost")
    again = await telephone.reception.ticket(line.ticket.room, line.ticket.identity)
    assert again.session_id == line.ticket.session_id
    async with telephone.call(again) as line:
        answer = await line.ask("and the basic one")
    assert "19 euros" in answer.text


async def test_a_caller_who_is_gone_ends_the_call_and_its_room(telephone: Telephone, stack: Stack) -> None:
    async with telephone.call() as line:
        await line.greeting()
    call = await telephone.ended(line.ticket.session_id, within_s=GRACE_S + 5)
    assert (call["status"], call["reason"]) == ("ended", "caller_left")
    assert await stack.room_is_gone(line.ticket.room)


async def test_hanging_up_through_the_control_plane_ends_the_call_at_once(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        await telephone.reception.end(line.ticket.session_id)
        async with asyncio.timeout(3):
            await line.caller.disconnected.wait()
    call = await telephone.ended(line.ticket.session_id, within_s=1)
    assert call["reason"] == "leave_requested"


async def test_only_the_caller_of_the_call_is_listened_to(telephone: Telephone, stack: Stack) -> None:
    async with telephone.call() as line:
        await line.greeting()
        async with stack.intruder(line.ticket.room) as intruder:
            await intruder.say(await telephone.sound_of("what does the pro plan cost"))
            await intruder.type("what does the pro plan cost")
            answer = await line.ask("my router keeps losing the connection")
    assert answer.specialist == "tech_support"
    turns = await stack.container.memory().recall(line.ticket.session_id)
    assert not any("pro plan" in turn.said for turn in turns)
