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
