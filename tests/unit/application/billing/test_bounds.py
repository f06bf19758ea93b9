"""A call that has taken all that it may ends with a goodbye, and says why."""

from decimal import Decimal

import pytest

from application.billing.bounds import Bounds
from application.billing.meter import CallMeter
from application.use_cases.answering import CAPPED_GOODBYE
from application.use_cases.voice import VoiceConversation
from domain.entities.bill import Leg
from domain.entities.reply import Farewell, Words
from domain.entities.response_time import ResponseTime
from domain.entities.session import EndReason
from domain.entities.turn import Turn
from domain.entities.usage import Unit, Used
from infrastructure.persistence.memory import InMemoryCallMemory
from tests.fakes.agent import FakeAgentTeam

ANSWER = "All is well."


class Talking:
    def __init__(self, bounds: Bounds) -> None:
        self.now = 0.0
        self.meter = CallMeter()
        self.conversation = VoiceConversation(
            "c1",
            1,
            team=FakeAgentTeam(),
            memory=InMemoryCallMemory(),
            on_turn=self._ignore,
            meter=self.meter,
            bounds=bounds,
            clock=lambda: self.now,
        )

    async def ask(self) -> tuple[str, EndReason | None]:
        parts = [part async for part in self.conversation.reply("what does it cost")]
        text = "".join(part.text for part in parts if isinstance(part, Words))
        await self.conversation.heard(text, interrupted=False)
        return text, next((part.reason for part in parts if isinstance(part, Farewell)), None)

    async def _ignore(self, _turn: Turn, _response: ResponseTime | None) -> None:
        pass


async def test_the_last_turn_is_answered_before_the_goodbye() -> None:
    talking = Talking(Bounds(turns=2))
    assert await talking.ask() == (ANSWER, None)
    assert await talking.ask() == (f"{ANSWER} {CAPPED_GOODBYE}", EndReason.TURN_CAP)


async def test_who_talks_on_hears_only_the_goodbye() -> None:
    talking = Talking(Bounds(turns=1))
    await talking.ask()
    assert await talking.ask() == (CAPPED_GOODBYE, EndReason.TURN_CAP)


async def test_a_long_call_ends_after_the_answer() -> None:
    talking = Talking(Bounds(length_s=60))
    talking.now = 59
    assert await talking.ask() == (ANSWER, None)
    talking.now = 61
    assert await talking.ask() == (CAPPED_GOODBYE, EndReason.TIME_CAP)


async def test_silence_ends_a_long_call_as_well() -> None:
    talking = Talking(Bounds(length_s=60))
    talking.now = 61
    parts = [part async for part in talking.conversation.silence()]
    assert Farewell(EndReason.TIME_CAP) in parts


@pytest.mark.parametrize(
    ("unit", "reason"), [(Unit.OUTPUT_TOKENS, EndReason.TOKEN_CAP), (Unit.CHARACTERS_SPOKEN, None)]
)
async def test_tokens_count_and_characters_do_not(unit: Unit, reason: EndReason | None) -> None:
    talking = Talking(Bounds(tokens=1000))
    talking.meter.add(Leg.THINKING, "sales", (Used("openai", "small", unit, Decimal(1000)),))
    assert (await talking.ask())[1] is reason


async def test_without_bounds_a_call_goes_on() -> None:
    talking = Talking(Bounds())
    talking.now = 1e6
    for _ in range(5):
        assert await talking.ask() == (ANSWER, None)
