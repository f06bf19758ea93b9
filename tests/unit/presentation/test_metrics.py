"""What Prometheus reads."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal

from application.billing.caps import Caps
from application.use_cases.join_call import JoinCommand
from domain.entities.bill import Leg
from domain.entities.handover import Thread
from domain.entities.reply import HumanWanted, SpecialistChosen, ToolUsed
from domain.entities.response_time import ResponseTime
from domain.entities.standing import CallStanding
from domain.entities.tariff import Tariff
from domain.entities.tool import Outcome
from domain.entities.usage import Unit, Used
from domain.interfaces.control_plane import LeaseState
from presentation.http.metrics import CallMetrics
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.fakes.lease_watch import FakeLeaseWatch
from tests.fakes.process_load import FakeProcessLoad
from tests.unit.application.service import FakeService


@asynccontextmanager
async def _counted(service: FakeService) -> AsyncGenerator[CallMetrics, None]:
    metrics = CallMetrics(service.calls)
    async with metrics.counting(service.events):
        await asyncio.sleep(0)
        yield metrics


async def _settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_calls_and_turns_are_counted() -> None:
    service = FakeService()
    async with _counted(service) as metrics:
        await service.join(JoinCommand("room-a", "ada", call_id="c1"))
        await service.transport.carried[0].conversation.heard(
            "Hello.", interrupted=True, response=ResponseTime(300, 300, 100)
        )
        await _settle()
        during = metrics.exposition().decode()
        await service.leave.by_session("c1")
        await _settle()
        after = metrics.exposition().decode()
    assert "parley_calls_live 1.0" in during
    assert 'parley_turns_total{interrupted="true",specialist="supervisor"} 1.0' in during
    assert 'parley_response_seconds_bucket{le="0.9"} 1.0' in during
    assert "parley_calls_live 0.0" in after
    assert 'parley_calls_ended_total{reason="leave_requested"} 1.0' in after


STANDBY = JoinCommand("room-a", "ada", call_id="c1", epoch=2, standby=True)


async def test_a_standby_takes_a_place_and_its_end_is_no_calls_end() -> None:
    service = FakeService()
    async with _counted(service) as metrics:
        await service.join(STANDBY)
        await _settle()
        during = metrics.exposition().decode()
        await service.leave.by_session("c1")
        await _settle()
        after = metrics.exposition().decode()
    assert "parley_calls_live 1.0" in during
    assert "parley_calls_live 0.0" in after
    assert "parley_calls_ended_total{" not in after


async def test_a_call_that_was_taken_over_is_live_until_it_ends() -> None:
    service = FakeService()
    async with _counted(service) as metrics:
        await service.join(STANDBY)
        conversation = service.transport.carried[0].conversation
        await conversation.look_up(Thread(CallStanding(service.clock.now, SpecialistChosen("sales"))))
        await conversation.take_over()
        await _settle()
        during = metrics.exposition().decode()
        await service.leave.by_session("c1")
        await _settle()
        after = metrics.exposition().decode()
    assert "parley_calls_live 1.0" in during
    assert "parley_calls_live 0.0" in after
    assert 'parley_calls_ended_total{reason="leave_requested"} 1.0' in after
    assert "parley_calls_started_total 0.0" in after


async def test_capacity_stands_beside_the_live_calls() -> None:
    service = FakeService()
    exposition = CallMetrics(service.calls).exposition().decode()
    assert f"parley_calls_capacity {service.calls.capacity:.1f}" in exposition
    assert "parley_calls_live 0.0" in exposition


async def test_callers_who_wait_for_a_person_are_counted_until_they_go() -> None:
    service = FakeService(team=FakeAgentTeam(otherwise=ScriptedReply(["Yes."], first=[HumanWanted()])))
    async with _counted(service) as metrics:
        await service.join(JoinCommand("room-a", "ada", call_id="c1"))
        for _ in range(2):
            assert [part async for part in service.transport.carried[0].conversation.reply("a human please")]
        await _settle()
        during = metrics.exposition().decode()
        await service.leave.by_session("c1")
        await _settle()
        after = metrics.exposition().decode()
    assert "parley_calls_waiting_for_human 1.0" in during
    assert "parley_calls_live 1.0" in during
    assert "parley_calls_waiting_for_human 0.0" in after
    assert "parley_humans_wanted_total 1.0" in after


async def test_a_caller_who_waited_before_the_call_moved_here_is_not_counted_again() -> None:
    service = FakeService()
    async with _counted(service) as metrics:
        await service.join(STANDBY)
        conversation = service.transport.carried[0].conversation
        await conversation.look_up(
            Thread(CallStanding(service.clock.now, SpecialistChosen("sales"), waits_for_human=True))
        )
        await conversation.take_over()
        await _settle()
        exposition = metrics.exposition().decode()
    assert "parley_calls_waiting_for_human 1.0" in exposition
    assert "parley_humans_wanted_total 0.0" in exposition


async def test_a_caller_who_waited_before_the_replica_died_is_not_counted_again() -> None:
    died = FakeService(team=FakeAgentTeam(otherwise=ScriptedReply(["Yes."], first=[HumanWanted()])))
    await died.join(JoinCommand("room-a", "ada", call_id="c1"))
    assert [part async for part in died.transport.carried[0].conversation.reply("a human please")]
    await _settle()
    service = FakeService(predecessor=died)
    async with _counted(service) as metrics:
        await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=2))
        await _settle()
        exposition = metrics.exposition().decode()
    assert "parley_calls_waiting_for_human 1.0" in exposition
    assert "parley_humans_wanted_total 0.0" in exposition


async def test_tools_are_counted_by_what_became_of_them() -> None:
    used = [ToolUsed("outage", {"postcode": "42175"}, outcome) for outcome in (Outcome.NEEDS, Outcome.DONE)]
    service = FakeService(team=FakeAgentTeam(otherwise=ScriptedReply(["Yes."], first=used)))
    async with _counted(service) as metrics:
        await service.join(JoinCommand("room-a", "ada", call_id="c1"))
        assert [part async for part in service.transport.carried[0].conversation.reply("an outage")]
        await _settle()
        exposition = metrics.exposition().decode()
    assert 'parley_tool_calls_total{outcome="needs",tool="outage"} 1.0' in exposition
    assert 'parley_tool_calls_total{outcome="done",tool="outage"} 1.0' in exposition
    assert "42175" not in exposition


async def test_costs_are_counted_by_what_was_used_and_by_whom_and_not_by_tenant() -> None:
    tariff = Tariff(date(2026, 11, 1), {("openai", "ear", Unit.SECONDS_HEARD): Decimal("0.25")})
    service = FakeService(tariff=tariff, caps=Caps(call=Decimal(1), tenant_day=Decimal(5)))
    used = (
        Used("openai", "ear", Unit.SECONDS_HEARD, Decimal(4), is_reported=True),
        Used("openai", "gpt-9", Unit.OUTPUT_TOKENS, Decimal(7)),
    )
    async with _counted(service) as metrics:
        await service.join(JoinCommand("room-a", "ada", {"tenant": "acme"}, call_id="c1"))
        conversation = service.transport.carried[0].conversation
        conversation.used(Leg.HEARING, used)
        await conversation.heard("Hello.", interrupted=False)
        await _settle()
        exposition = metrics.exposition().decode()
    for line in (
        'parley_usage_total{model="ear",provider="openai",reported="true",unit="seconds_heard"} 4.0',
        'parley_unpriced_usage_total{model="gpt-9",provider="openai",unit="output_tokens"} 7.0',
        'parley_cost_usd_total{leg="stt",specialist="supervisor"} 1.0',
        'parley_cost_caps_near_total{scope="call"} 1.0',
        'parley_cost_caps_reached_total{scope="call"} 1.0',
    ):
        assert line in exposition
    assert "acme" not in exposition


async def test_how_late_the_process_is_can_be_read() -> None:
    load = FakeProcessLoad()
    load.lag = 0.03
    shown = CallMetrics(FakeService().calls, load=load).exposition().decode()
    assert 'parley_event_loop_lag_seconds_bucket{le="0.02"} 0.0' in shown
    assert 'parley_event_loop_lag_seconds_bucket{le="0.05"} 1.0' in shown
    assert 'parley_event_loop_lag_seconds_bucket{le="+Inf"} 1.0' in shown
    assert "parley_tasks 7.0" in shown
    assert "parley_threads 3.0" in shown


async def test_prepared_answers_are_counted_by_whether_they_were_wanted() -> None:
    service = FakeService()
    async with _counted(service) as metrics:
        await service.join(JoinCommand("room-a", "ada", call_id="c1"))
        conversation = service.transport.carried[0].conversation
        await conversation.prepare("what does it cost")
        await conversation.prepare("what does it weigh")
        async for _ in conversation.reply("What does it weigh?"):
            pass
        await _settle()
        shown = metrics.exposition().decode()
    assert 'parley_answers_ahead_total{guess="right"} 1.0' in shown
    assert 'parley_answers_ahead_total{guess="wrong"} 1.0' in shown


def test_whether_a_control_plane_holds_the_lease_is_shown() -> None:
    lease = FakeLeaseWatch(LeaseState(is_connected=True, renewals=7, breaks=2))
    shown = CallMetrics(FakeService().calls, lease=lease).exposition().decode()
    assert "parley_lease_connected 1.0" in shown
    assert "parley_lease_renewals_total 7.0" in shown
    assert "parley_lease_breaks_total 2.0" in shown


def test_a_replica_that_works_alone_shows_no_lease() -> None:
    shown = CallMetrics(FakeService().calls, lease=FakeLeaseWatch()).exposition().decode()
    assert "parley_lease" not in shown
