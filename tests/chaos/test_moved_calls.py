"""Replicas are stopped in good order in the middle of their calls, and nobody on the line notices."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from infrastructure.caller.caller import Answer
from tests.chaos.fleet import fleet_of
from tests.chaos.hearing import dialling
from tests.chaos.moving import draining_in_good_time, length_s, longest_pause_s, terminated
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG_QUESTION = "please tell me everything about all of your plans"
AUDIBLE_GAP_S = 0.1
A_WORD_S = 0.3
"""A short one, spoken. Jitter buffers stretch and shorten sound by less."""
MISHEARD = 0.05
"""The recogniser, of the same sound at another time."""
CUT_OFF = "cut off"


async def test_a_terminated_replicas_calls_go_on_at_another_one_without_a_sound_lost(
    livekit: LiveKit, tmp_path: Path
) -> None:
    async with (
        fleet_of(livekit, tmp_path, replicas=2, changes=draining_in_good_time) as fleet,
        dialling(fleet) as telephone,
        AsyncExitStack() as calls,
    ):
        await fleet.replicas[1].stop()
        lines = [await calls.enter_async_context(telephone.call()) for _ in range(3)]
        await asyncio.gather(*(line.greeting() for line in lines))
        idle, talking, asking = lines
        usual = await talking.ask(LONG_QUESTION)
        usual_pause_s, usual_length_s = (
            measure(talking, usual.began_at) for measure in (longest_pause_s, length_s)
        )
        usual_share = await telephone.share_heard(usual.pcm, usual.text)
        assert "39 euros" in (await asking.ask("what does the pro plan cost")).text
        await fleet.whole()
        victim = await fleet.carrying(idle.ticket.session_id)
        assert victim is not None

        said_at = await talking.say(LONG_QUESTION)
        began_at = await talking.caller.ear.first_sound(said_at)
        stopping = asyncio.create_task(terminated(fleet, victim))
        asked = await asking.ask("what did the pro plan cost again")
        told = await talking.caller.hear_answer(said_at)
        await stopping

        assert "39 euros" in asked.text
        assert told.text == usual.text
        assert longest_pause_s(talking, began_at) < usual_pause_s + AUDIBLE_GAP_S
        assert abs(length_s(talking, began_at) - usual_length_s) < A_WORD_S
        assert await telephone.share_heard(told.pcm, told.text) >= usual_share - MISHEARD
        for line in lines:
            answer = await line.ask("what does the basic plan cost")
            assert "19 euros" in answer.text
            _was_not_noticed(line, answer)
            assert await fleet.carrying(line.ticket.session_id) not in (None, victim)


async def test_a_rolling_restart_drops_no_call_and_loses_no_word(livekit: LiveKit, tmp_path: Path) -> None:
    async with (
        fleet_of(livekit, tmp_path, replicas=3, changes=draining_in_good_time) as fleet,
        dialling(fleet) as telephone,
        AsyncExitStack() as calls,
    ):
        lines = [await calls.enter_async_context(telephone.call()) for _ in range(3)]
        await asyncio.gather(*(line.greeting() for line in lines))
        for replica in fleet.replicas:
            stopping = asyncio.create_task(terminated(fleet, replica))
            answers = await asyncio.gather(
                *(_asked_after(line, 0.3 * number) for number, line in enumerate(lines))
            )
            await stopping
            assert all("39 euros" in answer.text for answer in answers)
            await fleet.whole()
        for line in lines:
            _was_not_noticed(line, await line.ask("what does the basic plan cost"))


async def _asked_after(line: Line, seconds: float) -> Answer:
    """While replicas change, at a moment of its own."""
    await asyncio.sleep(seconds)
    return await line.ask("what does the pro plan cost")


def _was_not_noticed(line: Line, answer: Answer) -> None:
    said = " ".join(each.text for each in line.caller.captions.lines)
    assert CUT_OFF not in said
    assert said.count("Welcome") <= 1
    assert answer.text
    assert len(line.caller.room.remote_participants) == 1
