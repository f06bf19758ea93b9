"""The agent service, wired: the only place where its parts meet."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from dependency_injector import containers
from dependency_injector.providers import Callable, Dependency, Singleton
from fastapi import FastAPI
from pydantic import SecretStr

from agents.discovery import discover
from application.billing.billing import Billing
from application.billing.bounds import Bounds
from application.billing.caps import Caps
from application.calls.displaced import DisplacedCalls
from application.calls.own import CallLimits, OwnCalls
from application.talk.endpointing.end_of_turn import EndOfTurn
from application.talk.talk import AGAIN, PATIENCE, Senses
from application.talk.turn_taking import TurnTaking
from application.use_cases.check_health import CheckHealth
from application.use_cases.cover_waits import PHRASES
from application.use_cases.drain_calls import DrainCalls
from application.use_cases.hand_over_call import HandOverCall
from application.use_cases.join_call import JoinCall
from application.use_cases.leave_call import LeaveCall
from application.use_cases.list_sessions import ListSessions
from application.use_cases.resumption import CUT_OFF
from domain.entities.tariff import Tariff
from domain.entities.tool import Services
from domain.interfaces.agent import AgentTeam
from domain.interfaces.conversation import FAILED_GOODBYE
from domain.interfaces.memory import CallMemory
from infrastructure.adapters.failover.watch import LegWatch
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.local_inference.voice_activity import LocalVoiceDetector
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.adapters.tariffs.price_file import LATEST, read_tariff
from infrastructure.business import close_services, open_services_beside
from infrastructure.capacity import calls_at_once
from infrastructure.expected import expected_words
from infrastructure.lease_wiring import gate_of, open_lease
from infrastructure.livekit_rooms import open_rooms
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.opening import Remembered, open_memory
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.persistence.spending import InMemorySpending
from infrastructure.process.event_loop_lag import EventLoopLag
from infrastructure.process.threads import compute_in_callers_thread
from infrastructure.providers import legs
from infrastructure.settings import (
    AgentSettings,
    BusinessSettings,
    CostSettings,
    ServiceSettings,
    Settings,
    TurnSettings,
)
from infrastructure.transport.livekit_transport import LiveKitTransport
from infrastructure.transport.rehearsal import rehearse
from infrastructure.transport.session_handle import Patience
from infrastructure.transport.system_name import read_from_its_file
from infrastructure.voices import report_missing_voices
from presentation.http.app import create_app
from presentation.http.metrics import CallMetrics


def _turn_taking(group: TurnSettings) -> TurnTaking:
    return TurnTaking(
        EndOfTurn(group.min_endpoint_ms, group.max_endpoint_ms),
        barge_in_ms=group.barge_in_ms,
        silence_s=group.silence_s,
    )


def _services(agents: AgentSettings, business: BusinessSettings) -> Services:
    return open_services_beside(agents.knowledge, business.records)


def _expected(agents: AgentSettings, services: Services) -> tuple[str, ...]:
    return expected_words(discover(agents.specialists).specialists, services)


def _phrases(team: AgentTeam) -> tuple[str, ...]:
    return (team.greeting, PATIENCE, AGAIN, FAILED_GOODBYE, CUT_OFF, *PHRASES)


def _patience(group: ServiceSettings) -> Patience:
    return Patience(group.caller_wait_s, group.caller_grace_s, group.caller_lost_s, group.media_grace_s)


def _limits(group: ServiceSettings, capacity: int) -> CallLimits:
    return CallLimits(
        capacity=capacity,
        join_timeout_s=group.join_timeout_s,
        bounds=Bounds(group.call_cap_minutes * 60, group.call_turn_cap, group.call_token_cap),
        stop_timeout_s=group.stop_timeout_s,
        retention_s=group.retention_minutes * 60,
        longest_lag_s=group.longest_lag_ms / 1000,
    )


def _tariff(group: CostSettings) -> Tariff:
    return read_tariff(group.prices or LATEST)


def _caps(group: CostSettings) -> Caps:
    return Caps(call=group.call_cost_cap, tenant_day=group.tenant_daily_cost_cap)


def _remembered(group: ServiceSettings) -> Remembered:
    lives_s = (group.call_cap_minutes + group.retention_minutes) * 60
    return open_memory(
        postgres_url=_revealed(group.postgres_url), redis_url=_revealed(group.redis_url), ttl_s=lives_s
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _turns(remembered: Remembered) -> CallMemory:
    return remembered.turns


class Container(containers.DeclarativeContainer):
    """`Container(settings=...)`. Nothing is made before it is asked for, and everything once."""

    settings = Dependency(instance_of=Settings)

    remembered = Singleton(_remembered, settings.provided.service)
    knowledge = Singleton(KnowledgeFolder, settings.provided.agents.knowledge)
    services = Singleton(_services, settings.provided.agents, settings.provided.business)
    models = Singleton(legs.open_models, settings.provided.providers, settings.provided.agents, knowledge)
    team = Singleton(
        open_team,
        knowledge,
        models.provided.specialists,
        routing_model=models.provided.routing,
        connect=models.provided.connect,
        services=services,
        checkpointer=remembered.provided.states,
        specialists_folder=settings.provided.agents.specialists,
    )
    expected = Callable(_expected, settings.provided.agents, services)
    recogniser = Singleton(
        legs.recogniser, settings.provided.providers, settings.provided.speech, knowledge, expected
    )
    phrases = Callable(_phrases, team)
    synthesiser = Singleton(legs.synthesiser, settings.provided.providers, settings.provided.speech, phrases)

    memory = Callable(_turns, remembered)
    registry = Singleton(InMemorySessionRegistry)
    events = Singleton(InMemoryCallEvents)

    rooms = Singleton(open_rooms, settings.provided.livekit)
    voices = Singleton(LocalVoiceDetector)
    senses = Singleton(
        Senses,
        recogniser,
        synthesiser,
        voices,
        Callable(_turn_taking, settings.provided.turns),
    )
    transport = Singleton(
        LiveKitTransport,
        rooms=rooms,
        senses=senses,
        patience=Callable(_patience, settings.provided.service),
    )

    load = Singleton(EventLoopLag)
    capacity = Singleton(calls_at_once, settings)
    tariff = Singleton(_tariff, settings.provided.costs)
    spending = Singleton(InMemorySpending)
    billing = Singleton(
        Billing,
        tariff=tariff,
        caps=Callable(_caps, settings.provided.costs),
        spending=spending,
        events=events,
    )
    calls = Singleton(
        OwnCalls,
        transport=transport,
        team=team,
        memory=memory,
        registry=registry,
        events=events,
        limits=Callable(_limits, settings.provided.service, capacity),
        billing=billing,
        load=load,
        progress=remembered.provided.progress,
        standings=remembered.provided.standings,
    )
    join_call = Singleton(JoinCall, calls=calls, registry=registry)
    leave_call = Singleton(LeaveCall, calls=calls, registry=registry)
    hand_over_call = Singleton(HandOverCall, calls=calls, registry=registry)
    list_sessions = Singleton(ListSessions, registry=registry)
    provider_watch = Singleton(LegWatch, recogniser.provided.leg, synthesiser.provided.leg, models.provided.leg)
    check_health = Singleton(
        CheckHealth, calls=calls, is_reachable=transport.provided.is_reachable, providers=provider_watch
    )
    lease = Singleton(open_lease, settings.provided.service, calls=calls, registry=registry, events=events)
    metrics = Singleton(CallMetrics, calls, provider_watch, load, lease)
    drain_calls = Singleton(
        DrainCalls,
        calls=calls,
        timeout_s=settings.provided.service.drain_timeout_s,
        tell=lease.provided.hurry,
    )


def build_app(container: Container) -> FastAPI:
    """The agent service, which warms up as it starts, and ends its calls as it stops.

    :raises ConfigurationInvalid: something that it needs is missing or wrong.
    """
    settings = container.settings()
    return create_app(
        join_call=container.join_call(),
        leave_call=container.leave_call(),
        hand_over_call=container.hand_over_call(),
        list_sessions=container.list_sessions(),
        check_health=container.check_health(),
        metrics=container.metrics(),
        version=version("parley"),
        gate=gate_of(settings.service),
        lifespan=lambda _: running(container),
    )


@asynccontextmanager
async def running(container: Container) -> AsyncGenerator[None, None]:
    """Carry calls, count what happens to them, and report them to a control plane where there is one."""
    counting, lease = container.metrics().counting(container.events()), container.lease()
    async with counting, lease.held(), carrying(container):
        lease.begin()
        yield


@asynccontextmanager
async def carrying(container: Container) -> AsyncGenerator[None, None]:
    """Warm on entering; on leaving, end the calls, then what they used."""
    compute_in_callers_thread()
    recogniser, synthesiser, transport = container.recogniser(), container.synthesiser(), container.transport()
    services = container.services()
    specialists = discover(container.settings().agents.specialists).specialists
    report_missing_voices(specialists, synthesiser)
    displaced = DisplacedCalls(container.calls(), container.registry())
    await container.remembered().start(displaced.end_older)
    await recogniser.warm()
    watching = asyncio.create_task(container.load().watch(), name="event loop lag")
    # Specialists, in their own voices, only what many hear at once, who were another process's callers. The rest
    # is made when it is first said: a process that starts beside others leaves the processor to them.
    of_specialists = {each.voice: (CUT_OFF,) for each in specialists if each.voice is not None}
    said = {None: container.phrases(), **of_specialists}
    rehearsing = [
        asyncio.create_task(rehearse(container.rooms()), name="rehearsal:room"),
        asyncio.create_task(synthesiser.rehearse(said), name="rehearsal:voice"),
    ]
    try:
        with read_from_its_file():
            yield
    finally:
        await container.calls().stop()
        await container.remembered().stop()
        await displaced.settled()
        for task in (watching, *rehearsing):
            task.cancel()
        await asyncio.gather(watching, *rehearsing, return_exceptions=True)
        await transport.close()
        await asyncio.gather(recogniser.close(), synthesiser.close(), container.models().disconnect())
        close_services(services)
