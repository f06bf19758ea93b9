"""What a successor knows of a call that another process has carried."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from application.billing.bounds import Bounds
from application.billing.caps import Caps
from application.use_cases.answering import CAPPED_GOODBYE
from application.use_cases.join_call import JoinCommand
from domain.entities.bill import Leg
from domain.entities.reply import AskedFor, HumanWanted, SpecialistChosen, ToolUsed, Words
from domain.entities.session import EndReason, Session, Status
from domain.entities.specialist import Pace
from domain.entities.tariff import Tariff
from domain.entities.tool import Kind, Outcome
from domain.entities.usage import Unit, Used
from domain.errors import NotMovable
from domain.interfaces.conversation import Conversation
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.unit.application.service import GENEROUS, FakeService

ADA = JoinCommand("room-a", "ada", call_id="c1")
SPOKEN = (Used("voices", "one", Unit.CHARACTERS_SPOKEN, Decimal(100)),)
TARIFF = Tariff(date(2026, 1, 1), {("voices", "one", Unit.CHARACTERS_SPOKEN): Decimal("0.01")})
SALES = SpecialistChosen("sales", "rms", Pace.PATIENT)
ASKS = ToolUsed("order", {}, Outcome.NEEDS, AskedFor(Kind.DIGITS, 6))
REPLIES = {
    "a person please": ScriptedReply(["One moment."], first=[HumanWanted()]),
    "my order": ScriptedReply(["Which number?"], specialist=SALES, first=[ASKS]),
}


class Owners:
    """Of one call, one after the other; none of them says goodbye."""

    def __init__(self, **caps: Decimal) -> None:
        self._caps = Caps(**caps)
        self._team = FakeAgentTeam(REPLIES)
        self._epoch = 0
        self._service: FakeService | None = None

    async def next(self, bounds: Bounds | None = None) -> tuple[FakeService, Conversation]:
        self._epoch += 1
        limits = replace(GENEROUS, bounds=bounds or Bounds())
        self._service = FakeService(
            limits=limits, team=self._team, tariff=TARIFF, caps=self._caps, predecessor=self._service
        )
        await self._service.join(replace(ADA, epoch=self._epoch))
        return self._service, self._service.transport.carried[0].conversation


async def session_at(service: FakeService) -> Session:
    session = await service.registry.get("c1")
    assert session is not None
    return session


async def ask(conversation: Conversation, words: str) -> str:
    parts = [part async for part in conversation.reply(words)]
    return "".join(part.text for part in parts if isinstance(part, Words))


async def turn(conversation: Conversation, words: str = "hello") -> None:
    conversation.used(Leg.SPEAKING, SPOKEN)
    await conversation.heard(await ask(conversation, words), interrupted=False)


async def test_a_caller_who_waits_for_a_person_is_shown_to_wait_for_one() -> None:
    owners = Owners()
    _, conversation = await owners.next()
    await ask(conversation, "a person please")
    service, _ = await owners.next()
    assert (await session_at(service)).status is Status.WAITING_FOR_HUMAN


async def test_who_speaks_and_what_the_caller_was_asked_for_are_known() -> None:
    owners = Owners()
    _, conversation = await owners.next()
    await turn(conversation, "my order")
    _, conversation = await owners.next()
    assert (conversation.specialist, conversation.pace) == ("sales", Pace.PATIENT)
    assert conversation.asked_for == AskedFor(Kind.DIGITS, 6)


async def test_the_bill_goes_on_with_what_was_in_no_turn_yet() -> None:
    owners = Owners()
    _, conversation = await owners.next()
    await turn(conversation)
    conversation.used(Leg.SPEAKING, SPOKEN)
    conversation.saying("A word", "A")
    service, conversation = await owners.next()
    assert (await session_at(service)).bill.cost == Decimal("2.00")

    await turn(conversation)

    assert (await session_at(service)).bill.cost == Decimal("3.00")
    assert [each.bill.cost for each in await service.memory.recall("c1")] == [Decimal(1), Decimal(2)]


async def test_what_was_used_before_is_the_tenants_only_once() -> None:
    owners = Owners()
    first, conversation = await owners.next()
    await turn(conversation)
    second, conversation = await owners.next()
    await turn(conversation)
    today = first.clock.now.date()
    assert [await each.spending.spent("default", today) for each in (first, second)] == [Decimal(1), Decimal(1)]


async def test_a_call_costs_no_more_by_being_carried_on() -> None:
    owners = Owners(call=Decimal("1.50"))
    _, conversation = await owners.next()
    await turn(conversation)
    for _ in range(2):
        _, conversation = await owners.next()
        await turn(conversation)
    assert CAPPED_GOODBYE in await ask(conversation, "and again")


@pytest.mark.parametrize("bounds", [Bounds(turns=2), Bounds(length_s=100)])
async def test_nor_does_it_have_more_turns_or_last_longer(bounds: Bounds) -> None:
    owners = Owners()
    service, conversation = await owners.next(bounds)
    began_at = service.clock.now
    await turn(conversation)
    service.clock.pass_time(101)
    service, conversation = await owners.next(bounds)
    assert CAPPED_GOODBYE in await ask(conversation, "one more")
    assert (await session_at(service)).started_at == began_at


async def test_clocks_that_differ_make_no_call_shorter_than_nothing() -> None:
    owners = Owners()
    service, conversation = await owners.next()
    await turn(conversation)
    service.clock.pass_time(-600)
    service, conversation = await owners.next(Bounds(length_s=60))
    assert CAPPED_GOODBYE not in await ask(conversation, "hello")
    await service.calls.end("c1", EndReason.LEAVE_REQUESTED)


async def test_an_owner_that_goes_on_after_all_has_let_nothing_of_its_bill_go() -> None:
    owners = Owners()
    _, conversation = await owners.next()
    await turn(conversation)
    conversation.used(Leg.SPEAKING, SPOKEN)
    with pytest.raises(NotMovable):  # no other process could find what is remembered
        await conversation.let_go()
    conversation.used(Leg.SPEAKING, SPOKEN)
    conversation.saying("A word", "A")
    service, _ = await owners.next()
    assert (await session_at(service)).bill.cost == Decimal("3.00")
