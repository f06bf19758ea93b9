"""What calls cost, from what providers report to the end of a call that may cost no more."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.billing.caps import Caps
from application.calls import own
from application.use_cases.answering import CAPPED_GOODBYE
from application.use_cases.join_call import JoinCommand
from domain.entities.bill import NOTHING, Bill, Leg, total
from domain.entities.events import CapNeared, CapReached, CapScope, Charged
from domain.entities.reply import Farewell, ModelUsed, ReplyPart, Words
from domain.entities.session import EndReason, Session, Status
from domain.entities.tariff import Tariff
from domain.entities.usage import Unit, Used
from domain.errors import SpendingUnavailable, TenantSpent
from domain.interfaces.conversation import Conversation
from domain.interfaces.spending import Spending
from infrastructure.persistence.spending import InMemorySpending
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.unit.application.service import FakeService

TARIFF = Tariff(
    date(2026, 11, 1),
    {
        ("openai", "gpt-4.1-mini", Unit.INPUT_TOKENS): Decimal("0.0000004"),
        ("openai", "gpt-4.1-mini", Unit.CACHED_TOKENS): Decimal("0.0000001"),
        ("openai", "gpt-4.1-mini", Unit.OUTPUT_TOKENS): Decimal("0.0000016"),
        ("openai", "gpt-4o-mini-transcribe", Unit.SECONDS_HEARD): Decimal("0.00005"),
        ("elevenlabs", "eleven_flash_v2_5", Unit.CHARACTERS_SPOKEN): Decimal("0.00005"),
    },
)
ADA = JoinCommand("room-a", "ada", {"tenant": "acme"}, call_id="c1")
BOB = JoinCommand("room-b", "bob", {"tenant": "acme"}, call_id="c2")
EVE = JoinCommand("room-e", "eve", {"tenant": "zeta"}, call_id="c3")


def _asked(*, input_: int = 0, cached: int = 0, output: int = 0) -> tuple[Used, ...]:
    amounts = {Unit.INPUT_TOKENS: input_, Unit.CACHED_TOKENS: cached, Unit.OUTPUT_TOKENS: output}
    return tuple(Used("openai", "gpt-4.1-mini", unit, Decimal(amount), True) for unit, amount in amounts.items())


def _heard(seconds: str) -> tuple[Used, ...]:
    return (Used("openai", "gpt-4o-mini-transcribe", Unit.SECONDS_HEARD, Decimal(seconds)),)


def _spoken(characters: int) -> tuple[Used, ...]:
    return (Used("elevenlabs", "eleven_flash_v2_5", Unit.CHARACTERS_SPOKEN, Decimal(characters)),)


def _dollars(cents: int) -> tuple[Used, ...]:
    """Tokens for so many cents."""
    return _asked(output=cents * 6250)


def _service(*answers: tuple[Used, ...], caps: Caps | None = None) -> FakeService:
    """:param answers: what the model uses for the questions 1, 2 and so on."""
    team = FakeAgentTeam(
        {
            str(number): ScriptedReply(["Well."], last=[ModelUsed("sales", used)])
            for number, used in enumerate(answers, 1)
        }
    )
    return FakeService(team=team, tariff=TARIFF, caps=caps)


async def _call(service: FakeService, command: JoinCommand = ADA) -> Conversation:
    await service.join(command)
    return service.transport.carried[-1].conversation


async def _ask(conversation: Conversation, question: object) -> tuple[str, EndReason | None]:
    """What is said, all of which is heard, and whether it is a goodbye."""
    parts: list[ReplyPart] = [part async for part in conversation.reply(str(question))]
    words = "".join(part.text for part in parts if isinstance(part, Words))
    await conversation.heard(words, interrupted=False)
    farewells = [part.reason for part in parts if isinstance(part, Farewell)]
    return words, farewells[-1] if farewells else None


async def _ended(service: FakeService, session_id: str = "c1") -> Session:
    await service.leave.by_session(session_id)
    return await service.sessions.one(session_id)


async def test_a_call_costs_the_sum_worked_out_by_hand_to_the_last_decimal() -> None:
    service = _service(_asked(input_=1234, cached=1024, output=57), _asked(input_=999, output=101))
    conversation = await _call(service)
    conversation.used(Leg.SPEAKING, _spoken(26))  # 0.0013
    await conversation.heard("Hello.", interrupted=False)
    conversation.used(Leg.HEARING, _heard("3.2000625"))  # 0.000160003125
    await _ask(conversation, 1)  # 0.0004936 + 0.0001024 + 0.0000912
    conversation.used(Leg.SPEAKING, _spoken(141))  # 0.00705
    await _ask(conversation, 2)  # 0.0003996 + 0.0001616
    session = await _ended(service)
    assert str(session.bill.cost) == "0.009758403125"
    assert await service.spending.spent("acme", service.clock.now.date()) == Decimal("0.009758403125")


async def test_each_turn_has_its_own_bill_and_each_specialist_its_lines() -> None:
    service = _service(_asked(output=10), _asked(output=20))
    conversation = await _call(service)
    conversation.used(Leg.SPEAKING, _spoken(26))
    await conversation.heard("Hello.", interrupted=False)
    conversation.used(Leg.HEARING, _heard("2"))
    await _ask(conversation, 1)
    await _ask(conversation, 2)
    turns = await service.memory.recall("c1")
    assert [turn.bill.cost for turn in turns] == [Decimal("0.0013"), Decimal("0.000116"), Decimal("0.000032")]
    charges = (await _ended(service)).bill.charges
    lines = {(charge.leg, charge.specialist): charge.cost for charge in charges if charge.cost}
    assert lines == {
        (Leg.SPEAKING, "supervisor"): Decimal("0.0013"),
        (Leg.HEARING, "supervisor"): Decimal("0.0001"),
        (Leg.THINKING, "sales"): Decimal("0.000048"),
    }


async def test_what_is_used_after_the_last_turn_is_in_the_record_too() -> None:
    service = _service()
    conversation = await _call(service)
    await conversation.heard("Hello.", interrupted=False)
    conversation.used(Leg.HEARING, _heard("2"))
    assert (await _ended(service)).bill.cost == Decimal("0.0001")
    assert [turn.bill.cost for turn in await service.memory.recall("c1")] == [0, Decimal("0.0001")]


async def test_what_has_no_price_is_shown_and_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    unknown = (Used("openai", "gpt-9", Unit.OUTPUT_TOKENS, Decimal(5)),)
    service = _service(unknown, unknown)
    conversation = await _call(service)
    await _ask(conversation, 1)
    await _ask(conversation, 2)
    (charge,) = (await _ended(service)).bill.unpriced
    assert (charge.used.amount, charge.cost) == (10, None)
    assert caplog.text.count("unpriced") == 1
    assert "gpt-9" in caplog.text


async def test_a_warning_comes_once_at_four_fifths_of_a_cap(caplog: pytest.LogCaptureFixture) -> None:
    service = _service(_dollars(79), _dollars(1), _dollars(1), caps=Caps(call=Decimal(1)))
    async with service.events.subscribe() as events:
        conversation = await _call(service)
        await _ask(conversation, 1)
        assert "cap is near" not in caplog.text
        await _ask(conversation, 2)
        await _ask(conversation, 3)
        seen = [await anext(events) for _ in range(9)]  # two of joining, two for each turn, and the warning
    assert caplog.text.count("call cost cap is near: 0.80") == 1
    assert [each.scope for each in seen if isinstance(each, CapNeared)] == [CapScope.CALL]
    assert sum(isinstance(each, Charged) for each in seen) == 3


async def test_a_call_at_its_cap_ends_with_a_goodbye_after_the_answer() -> None:
    service = _service(_dollars(100), caps=Caps(call=Decimal(1)))
    conversation = await _call(service)
    assert await _ask(conversation, 1) == (f"Well. {CAPPED_GOODBYE}", EndReason.COST_CAP)
    service.transport.carried[0].hang_up(EndReason.COST_CAP)  # as the transport does when it was heard
    while service.calls.live_count:
        await asyncio.sleep(0)
    session = await service.sessions.one("c1")
    assert (session.status, session.reason) == (Status.ENDED, EndReason.COST_CAP)


async def test_a_caller_who_talks_into_the_goodbye_gets_no_more_answers() -> None:
    service = _service(_dollars(100), _dollars(100), caps=Caps(call=Decimal(1)))
    conversation = await _call(service)
    await _ask(conversation, 1)
    assert await _ask(conversation, 2) == (CAPPED_GOODBYE, EndReason.COST_CAP)
    assert [part async for part in conversation.silence()][-1] == Farewell(EndReason.COST_CAP)
    assert service.team.said["c1"] == ["1"]
    assert service.team.heard["c1"] == {1: f"Well. {CAPPED_GOODBYE}"}


async def test_what_listening_cost_ends_the_call_before_a_model_is_asked() -> None:
    service = _service(_dollars(1), caps=Caps(call=Decimal("0.0001")))
    conversation = await _call(service)
    conversation.used(Leg.HEARING, _heard("2"))
    assert await _ask(conversation, 1) == (CAPPED_GOODBYE, EndReason.COST_CAP)
    assert service.team.said["c1"] == []


async def test_an_answer_that_says_goodbye_itself_says_it_once() -> None:
    bye = Farewell(EndReason.CALLER_SAID_GOODBYE)
    answer = ScriptedReply(["Goodbye."], last=[bye, ModelUsed("supervisor", _dollars(100))])
    service = FakeService(team=FakeAgentTeam(otherwise=answer), tariff=TARIFF, caps=Caps(call=Decimal(1)))
    assert await _ask(await _call(service), "bye") == ("Goodbye.", EndReason.CALLER_SAID_GOODBYE)


async def test_a_caller_who_hears_no_goodbye_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "GOODBYE_S", 0.0)
    service = _service(_dollars(100), caps=Caps(call=Decimal(1)))
    await _ask(await _call(service), 1)
    while service.calls.live_count:
        await asyncio.sleep(0)
    assert (await service.sessions.one("c1")).reason is EndReason.COST_CAP


async def test_two_calls_at_once_share_their_tenants_cap() -> None:
    service = _service(_dollars(60), _dollars(1), caps=Caps(tenant_day=Decimal(1)))
    ada, bob, eve = await _call(service, ADA), await _call(service, BOB), await _call(service, EVE)
    async with service.events.subscribe() as events:
        ends = await asyncio.gather(_ask(ada, 1), _ask(bob, 1))
        seen = [await anext(events) for _ in range(6)]
    assert [each.scope for each in seen if isinstance(each, CapReached)] == [CapScope.TENANT]
    assert EndReason.COST_CAP in [reason for _, reason in ends]
    for conversation in (ada, bob):
        assert (await _ask(conversation, 2))[1] is EndReason.COST_CAP
    assert await _ask(eve, 2) == ("Well.", None)
    assert await service.spending.spent("acme", service.clock.now.date()) == Decimal("1.2")


async def test_a_tenant_that_has_spent_its_money_begins_no_call_until_the_next_day() -> None:
    service = _service(_dollars(100), caps=Caps(tenant_day=Decimal(1)))
    service.clock.pass_time(22 * 3600)
    await _ask(await _call(service, ADA), 1)
    with pytest.raises(TenantSpent) as refused:
        await service.join(BOB)
    assert refused.value.retry_after_s == 2 * 3600
    assert (await service.join(ADA)).session_id == "c1"  # who is on the phone comes back
    await service.join(EVE)
    service.clock.pass_time(refused.value.retry_after_s)
    assert (await service.join(BOB)).session_id == "c2"


async def test_without_caps_money_is_counted_and_nothing_ends() -> None:
    service = _service(_dollars(10**6))
    assert await _ask(await _call(service), 1) == ("Well.", None)
    assert await service.spending.spent("acme", service.clock.now.date()) == 10**4


class _Unreachable(InMemorySpending):
    async def add(self, tenant: str, day: date, amount: Decimal) -> Decimal:
        raise SpendingUnavailable("the store is away")

    async def spent(self, tenant: str, day: date) -> Decimal:
        raise SpendingUnavailable("the store is away")


async def test_callers_are_served_while_the_tenants_sum_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    away: Spending = _Unreachable()
    monkeypatch.setattr("tests.unit.application.service.InMemorySpending", lambda: away)
    service = _service(_dollars(60), _dollars(60), caps=Caps(call=Decimal(1), tenant_day=Decimal(1)))
    conversation = await _call(service)
    assert (await _ask(conversation, 1))[1] is None
    assert (await _ask(conversation, 2))[1] is EndReason.COST_CAP  # a call's own cap needs no store


USES = st.lists(
    st.one_of(
        st.builds(_asked, input_=st.integers(0, 10**7), output=st.integers(0, 10**7)),
        st.builds(_heard, st.decimals(0, 3600, places=7).map(str)),
        st.builds(_spoken, st.integers(0, 10**6)),
        st.just((Used("openai", "gpt-9", Unit.OUTPUT_TOKENS, Decimal(5)),)),
        st.sampled_from(["turn", "interrupted"]),
    ),
    max_size=12,
)


@given(USES)
async def test_the_bills_of_all_turns_are_the_calls(uses: Sequence[tuple[Used, ...] | str]) -> None:
    service = _service()
    conversation = await _call(service)
    for use in uses:
        if use == "interrupted":
            assert [part async for part in conversation.reply("wait")]
        elif isinstance(use, str):
            await _ask(conversation, "go on")
        else:
            conversation.used(Leg.HEARING, use)
    session = await _ended(service)
    turns = await service.memory.recall("c1")
    assert sum((turn.bill for turn in turns), NOTHING) == session.bill
    assert total(turn.bill.cost for turn in turns) == session.bill.cost == _by_hand(uses)


def _by_hand(uses: Sequence[tuple[Used, ...] | str]) -> Decimal:
    used = [each for use in uses if not isinstance(use, str) for each in use]
    return total(cost for each in used if (cost := TARIFF.cost_of(each)) is not None)


def test_nothing_costs_nothing() -> None:
    assert Bill().cost == 0
