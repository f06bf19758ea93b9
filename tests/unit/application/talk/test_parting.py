"""The end of a call after a goodbye."""

import asyncio

from application.talk.parting import Parting
from domain.entities.session import EndReason

SAID = EndReason.CALLER_SAID_GOODBYE
AT_ONCE = 0.0
NEVER = 3600.0


class _Call:
    def __init__(self, *, after_goodbye_s: float = AT_ONCE, after_speech_s: float = AT_ONCE) -> None:
        self.reasons: list[EndReason] = []
        self.parting = Parting(self.reasons.append, after_goodbye_s=after_goodbye_s, after_speech_s=after_speech_s)

    async def ended(self) -> list[EndReason]:
        for _ in range(5):
            await asyncio.sleep(0)
        return self.reasons


async def test_a_goodbye_that_was_heard_ends_the_call_once() -> None:
    call = _Call()
    call.parting.goodbye_heard(SAID)
    assert await call.ended() == [SAID]


async def test_the_last_word_has_time_to_arrive() -> None:
    call = _Call(after_goodbye_s=NEVER)
    call.parting.goodbye_heard(SAID)
    assert await call.ended() == []
    call.parting.call_goes_on()


async def test_a_new_turn_takes_the_goodbye_back() -> None:
    call = _Call()
    call.parting.goodbye_heard(SAID)
    call.parting.call_goes_on()
    assert await call.ended() == []


async def test_nobody_hangs_up_on_a_caller_who_is_speaking() -> None:
    for order in ("before", "after"):
        call = _Call()
        if order == "before":
            call.parting.caller_began_to_speak()
        call.parting.goodbye_heard(SAID)
        call.parting.caller_began_to_speak()
        assert await call.ended() == []


async def test_a_caller_whose_last_words_lead_to_no_turn_is_hung_up_on_a_little_later() -> None:
    call = _Call()
    call.parting.goodbye_heard(SAID)
    call.parting.caller_began_to_speak()
    call.parting.caller_stopped_speaking()
    assert await call.ended() == [SAID]


async def test_a_caller_whose_last_words_are_a_question_is_answered() -> None:
    call = _Call(after_speech_s=NEVER)
    call.parting.goodbye_heard(SAID)
    call.parting.caller_began_to_speak()
    call.parting.caller_stopped_speaking()
    assert await call.ended() == []
    call.parting.call_goes_on()
    call.parting.caller_began_to_speak()
    call.parting.caller_stopped_speaking()
    assert await call.ended() == []


async def test_at_a_cap_the_call_ends_whatever_the_caller_adds() -> None:
    call = _Call(after_speech_s=NEVER)
    call.parting.caller_began_to_speak()
    call.parting.goodbye_heard(EndReason.TURN_CAP)
    call.parting.caller_stopped_speaking()
    call.parting.caller_began_to_speak()
    assert await call.ended() == [EndReason.TURN_CAP]


async def test_speech_without_a_goodbye_ends_nothing() -> None:
    call = _Call()
    call.parting.caller_began_to_speak()
    call.parting.caller_stopped_speaking()
    assert await call.ended() == []
