"""Who may pass a call on, in a real room."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from livekit import api, rtc

from domain.entities.bill import Bill, Charge, Leg
from domain.entities.handover import Floor, Handover, Thread
from domain.entities.reply import AskedFor, SpecialistChosen
from domain.entities.standing import CallStanding
from domain.entities.tool import Kind
from domain.entities.usage import Unit, Used
from domain.errors import NotMovable
from infrastructure.transport import passing
from infrastructure.transport.passing import pass_on, taking
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUCCESSOR = "agent-c1-2"
SPOKEN = Used("voices", "one", Unit.CHARACTERS_SPOKEN, Decimal(100))
HANDOVER = Handover(
    Thread(
        CallStanding(
            datetime(2026, 1, 1, tzinfo=UTC),
            SpecialistChosen("sales", "slt"),
            turns=3,
            open_bill=Bill((Charge(Leg.SPEAKING, "sales", SPOKEN, Decimal("0.01")),)),
            asked_for=AskedFor(Kind.DIGITS, 6),
            waits_for_human=True,
        ),
        failures=1,
        lasted_s=61.5,
    ),
    Floor(hear_again_ms=400, voice="slt", usual_db=-21.5, silent_s=2.0, silences=1, types=True),
    typed=("a", "b"),
)


@asynccontextmanager
async def entered(livekit: LiveKit, identity: str) -> AsyncGenerator[rtc.Room, None]:
    grants = api.VideoGrants(room_join=True, room="passing")
    token = api.AccessToken(livekit.api_key, livekit.api_secret).with_identity(identity).with_grants(grants)
    room = rtc.Room()
    await room.connect(livekit.url, token.to_jwt())
    try:
        yield room
    finally:
        await room.disconnect()


async def _sees(room: rtc.Room, identity: str) -> None:
    async with asyncio.timeout(5):
        while identity not in room.remote_participants:
            await asyncio.sleep(0.01)


@dataclass
class Standby:
    """What a standby was asked for.

    :ivar takes_s: how long getting ready takes.
    :ivar begins_after_s: how long it takes to go on.
    """

    takes_s: float = 0.0
    refuses: bool = False
    begins_after_s: float = 0.0
    looked_up: list[Handover] = field(default_factory=list[Handover])
    gone_on: list[Handover] = field(default_factory=list[Handover])

    async def get_ready(self, handover: Handover) -> None:
        self.looked_up.append(handover)
        if self.refuses:
            raise NotMovable("what was said cannot be read")
        await asyncio.sleep(self.takes_s)

    async def go_on(self, handover: Handover) -> None:
        self.gone_on.append(handover)
        await asyncio.sleep(self.begins_after_s)


@asynccontextmanager
async def both(livekit: LiveKit, standby: Standby, owner: str = "agent-c1") -> AsyncGenerator[rtc.Room]:
    """The owner's room, when it sees the standby."""
    async with (
        entered(livekit, owner) as here,
        entered(livekit, SUCCESSOR) as there,
        taking(there, "c1", get_ready=standby.get_ready, go_on=standby.go_on),
    ):
        await _sees(here, SUCCESSOR)
        yield here


async def test_what_the_owner_passes_on_arrives_whole(livekit: LiveKit) -> None:
    standby = Standby()
    async with both(livekit, standby) as room:
        await pass_on(room, SUCCESSOR, HANDOVER)
    assert standby.gone_on == [HANDOVER]


async def test_nobody_but_the_calls_own_agents_can_pass_it_on(livekit: LiveKit) -> None:
    standby = Standby()
    async with both(livekit, standby, owner="ada") as room:
        with pytest.raises(NotMovable):
            await pass_on(room, SUCCESSOR, HANDOVER)
    assert standby.looked_up == []


async def test_a_standby_that_refuses_leaves_the_call_to_its_owner(livekit: LiveKit) -> None:
    standby = Standby(refuses=True)
    async with both(livekit, standby) as room:
        with pytest.raises(NotMovable):
            await pass_on(room, SUCCESSOR, HANDOVER)
        standby.refuses = False
        await pass_on(room, SUCCESSOR, HANDOVER)
    assert standby.gone_on == [HANDOVER]


async def test_a_standby_that_is_ready_too_late_does_not_go_on(
    livekit: LiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "READY_WITHIN_S", 0.1)
    standby = Standby(takes_s=0.3)
    async with both(livekit, standby) as room:
        with pytest.raises(NotMovable):
            await pass_on(room, SUCCESSOR, HANDOVER)
        await asyncio.sleep(0.4)  # it is ready now
    assert (standby.looked_up, standby.gone_on) == ([HANDOVER], [])


async def test_the_owners_word_counts_for_a_while_only(livekit: LiveKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "VALID_S", 0.0)
    standby = Standby()
    async with both(livekit, standby) as room:
        with pytest.raises(NotMovable):
            await pass_on(room, SUCCESSOR, HANDOVER)
    assert (standby.looked_up, standby.gone_on) == ([HANDOVER], [])


async def test_a_standby_that_takes_its_time_to_go_on_has_the_call_all_the_same(livekit: LiveKit) -> None:
    standby = Standby(begins_after_s=1.0)
    async with both(livekit, standby) as room:
        async with asyncio.timeout(0.5):
            await pass_on(room, SUCCESSOR, HANDOVER)
    assert standby.gone_on == [HANDOVER]


async def test_an_answer_that_is_lost_is_asked_for_again_and_the_call_goes_on_once(
    livekit: LiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "ASKED_AGAIN_S", 0.2)
    monkeypatch.setattr(passing, "DECIDED_WITHIN_S", 1.0)  # too late for the first question
    standby = Standby(begins_after_s=0.3)
    async with both(livekit, standby) as room:
        await pass_on(room, SUCCESSOR, HANDOVER)
    assert standby.gone_on == [HANDOVER]
