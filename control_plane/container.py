"""The control plane's only wiring."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from dependency_injector import containers, providers
from fastapi import FastAPI
from pydantic import SecretStr

from control_plane.application.audit import Audit, AuditWriter
from control_plane.application.background import Background
from control_plane.application.carrying import Carrying
from control_plane.application.fleet import Fleet
from control_plane.application.folding import Folding
from control_plane.application.learning import Learning
from control_plane.application.picture import Picture
from control_plane.application.placement import Placement
from control_plane.application.places import Places
from control_plane.application.policies import POLICIES
from control_plane.application.reconciling.emptying import Emptying
from control_plane.application.reconciling.move import Move
from control_plane.application.reconciling.reconciler import Reconciler
from control_plane.application.reconciling.recovery import Recovery
from control_plane.application.reconciling.sweep import Sweep
from control_plane.application.reconciling.weighing import Weighing
from control_plane.application.room_event_inbox import RoomEventInbox
from control_plane.application.room_locks import RoomLocks
from control_plane.application.use_cases.begin_call import BeginCall
from control_plane.application.use_cases.check_api_key import CheckApiKey
from control_plane.application.use_cases.create_api_key import CreateApiKey
from control_plane.application.use_cases.drain_replica import DrainReplica
from control_plane.application.use_cases.end_call import EndCall
from control_plane.application.use_cases.heed_room_event import HeedRoomEvent
from control_plane.application.use_cases.hold_lease import HoldLease
from control_plane.application.use_cases.list_api_keys import ListApiKeys
from control_plane.application.use_cases.list_audit import ListAudit
from control_plane.application.use_cases.list_calls import ListCalls
from control_plane.application.use_cases.list_replicas import ListReplicas
from control_plane.application.use_cases.report_health import ReportHealth
from control_plane.application.use_cases.revoke_api_key import RevokeApiKey
from control_plane.application.use_cases.see_call import SeeCall
from control_plane.application.withdrawal import Withdrawal
from control_plane.domain.entities.replica import Preference
from control_plane.domain.loopback import LOOPBACK_NAMES
from control_plane.infrastructure.counted_requests import LocalWhenAway, in_memory, in_redis
from control_plane.infrastructure.http_agent_service import HttpAgentService
from control_plane.infrastructure.in_memory_alarm import InMemoryAlarm
from control_plane.infrastructure.in_memory_api_keys import InMemoryApiKeys
from control_plane.infrastructure.in_memory_audit_trail import InMemoryAuditTrail
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from control_plane.infrastructure.in_memory_live_call_cap import InMemoryLiveCallCap
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from control_plane.infrastructure.in_memory_seen_events import InMemorySeenEvents
from control_plane.infrastructure.kubernetes_scale_in import KubernetesScaleIn
from control_plane.infrastructure.livekit_room_events import LiveKitRoomEvents
from control_plane.infrastructure.livekit_user_tokens import LiveKitUserTokens
from control_plane.infrastructure.logged_audit_trail import LoggedAuditTrail
from control_plane.infrastructure.oidc.issuer import Issuer
from control_plane.infrastructure.oidc.key_cache import KeyCache
from control_plane.infrastructure.oidc.user_identities import OidcUserIdentities, TokenRules
from control_plane.infrastructure.prometheus_call_meter import PrometheusCallMeter
from control_plane.infrastructure.prometheus_security_meter import PrometheusSecurityMeter
from control_plane.infrastructure.redis.alarm import RedisAlarm
from control_plane.infrastructure.redis.api_keys import RedisApiKeys
from control_plane.infrastructure.redis.audit_trail import RedisAuditTrail
from control_plane.infrastructure.redis.call_registry import RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.leadership import RedisLeadership
from control_plane.infrastructure.redis.live_call_cap import RedisLiveCallCap
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from control_plane.infrastructure.redis.seen_events import RedisSeenEvents
from control_plane.infrastructure.sole_leadership import SoleLeadership
from control_plane.presentation.http.app import HttpOptions, UseCases, Watch, create_app
from control_plane.presentation.http.asker import who_asks
from control_plane.presentation.http.authentication import Authentication, Doors
from control_plane.presentation.http.credentials import Credentials
from control_plane.presentation.http.page_session import PageSessions
from control_plane.presentation.http.request_limits import RequestLimits
from control_plane.presentation.http.webhook import Webhooks
from control_plane.settings import ControlPlaneSettings
from service_tokens.gate import TokenGate
from service_tokens.key_ring import KeyRing
from service_tokens.tokens import Audience, ServiceTokens

FLOOD_TIMES = 10
"""A house full of callers, and a page that is loaded again and again, are no flood."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def _preference(policy: str, version: str) -> Preference:
    return POLICIES[policy](version)


class ControlPlaneContainer(containers.DeclarativeContainer):
    """Everything that the control plane is made of, from plain values."""

    config = providers.Configuration(strict=True)

    now = providers.Object(utc_now)
    locks = providers.Singleton(RoomLocks)
    background = providers.Singleton(Background)
    connection = providers.Singleton(RedisConnection, url=config.redis_url)
    calls = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemoryCallRegistry),
        redis=providers.Singleton(RedisCallRegistry, connection=connection),
    )
    replicas = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemoryReplicaRegistry),
        redis=providers.Singleton(RedisReplicaRegistry, connection=connection),
    )
    alarm = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemoryAlarm),
        redis=providers.Singleton(RedisAlarm, connection=connection),
    )
    leadership = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(SoleLeadership),
        redis=providers.Singleton(RedisLeadership, connection=connection),
    )
    api_keys = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemoryApiKeys),
        redis=providers.Singleton(RedisApiKeys, connection=connection),
    )
    issuer = providers.Singleton(Issuer, url=config.oidc.issuer)
    issuer_keys = providers.Singleton(KeyCache, issuer=issuer, background=background)
    users = providers.Singleton(
        OidcUserIdentities,
        keys=issuer_keys,
        rules=providers.Singleton(
            TokenRules,
            issuer=config.oidc.issuer,
            audience=config.oidc.audience,
            role_claim=config.oidc.role_claim,
            tenant_claim=config.oidc.tenant_claim,
            leeway_s=config.oidc.leeway_s,
        ),
    )
    check_api_key = providers.Singleton(CheckApiKey, keys=api_keys, background=background, now=now)
    meter = providers.Singleton(PrometheusCallMeter)
    security_meter = providers.Singleton(PrometheusSecurityMeter)
    request_limit = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(in_memory),
        redis=providers.Singleton(
            LocalWhenAway,
            shared=providers.Singleton(in_redis, connection),
            local=providers.Singleton(in_memory),
            meter=security_meter,
        ),
    )
    live_call_cap = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemoryLiveCallCap, calls=calls),
        redis=providers.Singleton(RedisLiveCallCap, connection=connection),
    )
    audit_trail = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemoryAuditTrail, kept_for=config.audit_kept_for),
        redis=providers.Singleton(RedisAuditTrail, connection=connection, kept_for=config.audit_kept_for),
    )
    audit = providers.Singleton(
        Audit,
        writers=providers.List(
            providers.Singleton(AuditWriter, "store", audit_trail, security_meter),
            providers.Singleton(AuditWriter, "log", providers.Singleton(LoggedAuditTrail), security_meter),
        ),
        folding=providers.Singleton(Folding),
        now=now,
    )
    seen_events = providers.Selector(
        config.shared_in,
        memory=providers.Singleton(InMemorySeenEvents),
        redis=providers.Singleton(RedisSeenEvents, connection=connection),
    )
    room_events = providers.Singleton(
        LiveKitRoomEvents, api_key=config.livekit_api_key, api_secret=config.livekit_api_secret
    )
    agents = providers.Singleton(HttpAgentService, tokens=config.tokens_for_agents)
    tokens = providers.Singleton(
        LiveKitUserTokens,
        api_key=config.livekit_api_key,
        api_secret=config.livekit_api_secret,
        life_s=config.token_life_s,
        now=now,
    )

    fleet = providers.Singleton(Fleet, agents=agents, urls=config.agent_urls, meter=meter)
    picture = providers.Singleton(
        Picture, agents=agents, urls=config.agent_urls, calls=calls, replicas=replicas, now=now
    )
    preference = providers.Callable(_preference, config.placement, config.version)
    places = providers.Singleton(Places, replicas=replicas, fleet=fleet, preference=preference)
    withdrawal = providers.Singleton(Withdrawal, agents=agents, locks=locks, background=background)
    placement = providers.Singleton(
        Placement,
        calls=calls,
        agents=agents,
        fleet=fleet,
        places=places,
        withdrawal=withdrawal,
        meter=meter,
        now=now,
    )
    carrying = providers.Singleton(
        Carrying, calls=calls, agents=agents, placement=placement, locks=locks, background=background, now=now
    )

    scale_in = providers.Singleton(KubernetesScaleIn, account=config.kubernetes_account)
    weighing = providers.Selector(
        config.scaled_by,
        nobody=providers.Object(None),
        kubernetes=providers.Singleton(Weighing, scale_in, background, clock=time.monotonic),
    )
    reconciler = providers.Singleton(
        Reconciler,
        replicas=replicas,
        calls=calls,
        recovery=providers.Singleton(Recovery, calls=calls, agents=agents, places=places, now=now),
        emptying=providers.Singleton(
            Emptying,
            calls=calls,
            move=providers.Singleton(
                Move, calls=calls, agents=agents, replicas=replicas, now=now, preference=preference
            ),
            background=background,
            meter=meter,
            at_once=config.moves_at_once,
        ),
        sweep=providers.Singleton(Sweep, calls=calls, replicas=replicas, configured=config.agent_urls, now=now),
        leadership=leadership,
        alarm=alarm,
        background=background,
        meter=meter,
        now=now,
        weighing=weighing,
    )

    see_call = providers.Singleton(
        SeeCall, calls=calls, agents=agents, picture=picture, replicas=replicas, now=now
    )
    inbox = providers.Singleton(
        RoomEventInbox,
        heed=providers.Singleton(HeedRoomEvent, calls=calls, see_call=see_call, alarm=alarm),
        seen=seen_events,
        meter=security_meter,
    )

    use_cases = providers.Singleton(
        UseCases,
        begin_call=providers.Singleton(
            BeginCall,
            calls=calls,
            carrying=carrying,
            picture=picture,
            tokens=tokens,
            meter=meter,
            background=background,
            now=now,
            names_are_free=config.names_are_free,
            cap=live_call_cap,
            most_of_tenant=config.most_of_tenant,
        ),
        see_call=see_call,
        end_call=providers.Singleton(EndCall, calls=calls, agents=agents, picture=picture, locks=locks, now=now),
        list_calls=providers.Singleton(ListCalls, calls=calls, picture=picture),
        hold_lease=providers.Singleton(
            HoldLease,
            replicas=replicas,
            learning=providers.Singleton(Learning, calls=calls, now=now),
            alarm=alarm,
            meter=meter,
            background=background,
        ),
        list_replicas=providers.Singleton(ListReplicas, replicas=replicas),
        drain_replica=providers.Singleton(DrainReplica, replicas=replicas),
        list_audit=providers.Singleton(ListAudit, trail=audit_trail),
        report_health=providers.Singleton(
            ReportHealth, fleet=fleet, picture=picture, replicas=replicas, calls=calls
        ),
        create_api_key=providers.Singleton(CreateApiKey, keys=api_keys, now=now),
        list_api_keys=providers.Singleton(ListApiKeys, keys=api_keys),
        revoke_api_key=providers.Singleton(RevokeApiKey, keys=api_keys),
    )


def build(settings: ControlPlaneSettings) -> FastAPI:
    """The whole control plane as an ASGI application, whose lifespan opens and closes what it is made of."""
    return application(wire(settings), settings)


def wire(settings: ControlPlaneSettings) -> ControlPlaneContainer:
    """The parts, none of them made yet."""
    container = ControlPlaneContainer()
    container.config.from_dict(
        {
            "version": _version(),
            "placement": settings.placement,
            "redis_url": settings.redis_url,
            "shared_in": "redis" if settings.redis_url else "memory",
            "kubernetes_account": settings.kubernetes_account,
            "scaled_by": "kubernetes" if settings.kubernetes_account else "nobody",
            "tokens_for_agents": _tokens_for_agents(settings.key_ring),
            "livekit_api_key": settings.livekit_api_key,
            "livekit_api_secret": settings.livekit_api_secret.get_secret_value(),
            "token_life_s": settings.token_life_s,
            "agent_urls": settings.agent_urls,
            "names_are_free": settings.names_are_free,
            "most_of_tenant": settings.tenant_calls,
            "audit_kept_for": timedelta(days=settings.audit_days),
            "oidc": {
                "issuer": settings.oidc_issuer,
                "audience": settings.oidc_audience,
                "role_claim": settings.oidc_role_claim,
                "tenant_claim": settings.oidc_tenant_claim,
                "leeway_s": settings.oidc_leeway_s,
            },
            "moves_at_once": settings.moves_at_once,
        }
    )
    return container


def application(container: ControlPlaneContainer, settings: ControlPlaneSettings) -> FastAPI:
    """The parts behind HTTP."""
    ring = settings.key_ring
    hosts = LOOPBACK_NAMES if settings.is_loopback else frozenset[str]()
    return create_app(
        container.use_cases(),
        _authentication(container, settings),
        Credentials(
            TokenGate(ring, Audience.CONTROL_PLANE) if ring else None, services_are_near=settings.is_own_machine
        ),
        _watch(container, settings),
        lambda: container.meter().exposition() + container.security_meter().exposition(),
        HttpOptions(
            version=_version(),
            livekit_url=settings.browser_livekit_url,
            page=settings.page,
            allowed_hosts=hosts.union(settings.allowed_hosts),
            allowed_origins=settings.allowed_origins,
            largest_body_bytes=settings.largest_body_bytes,
        ),
        _lifespan(container),
    )


def _watch(container: ControlPlaneContainer, settings: ControlPlaneSettings) -> Watch:
    meter = container.security_meter()
    return Watch(
        webhooks=Webhooks(container.room_events(), container.inbox(), meter),
        record=container.audit().record,
        who=who_asks,
        meter=meter,
        now=container.now(),
        per_address=FLOOD_TIMES * settings.per_user,
    )


def _authentication(container: ControlPlaneContainer, settings: ControlPlaneSettings) -> Authentication:
    doors = Doors(
        _secret(settings.access_code),
        _secret(settings.operator_token),
        settings.takes_anonymous_calls,
        settings.is_own_machine,
    )
    users = container.users() if settings.oidc_issuer else None
    sessions = PageSessions(settings.livekit_api_secret.get_secret_value())
    limits = RequestLimits(
        container.request_limit(),
        container.security_meter(),
        settings.per_user,
        settings.tenant_requests_per_minute,
    )
    return Authentication(doors, sessions, container.check_api_key(), limits.take, users)


def _lifespan(container: ControlPlaneContainer) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Background work ends before the connections that it uses are closed."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as opened:
            if container.config.redis_url():
                await opened.enter_async_context(container.connection())
                opened.push_async_callback(container.alarm().aclose)
            await opened.enter_async_context(container.audit())
            if container.config.oidc.issuer():
                await opened.enter_async_context(container.issuer())
            await opened.enter_async_context(container.agents())
            if container.config.kubernetes_account():
                await opened.enter_async_context(container.scale_in())
            await opened.enter_async_context(container.background())
            if container.config.oidc.issuer():
                await opened.enter_async_context(container.issuer_keys())
            await opened.enter_async_context(container.reconciler())
            await opened.enter_async_context(container.inbox())
            yield

    return lifespan


def _secret(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _tokens_for_agents(ring: KeyRing | None) -> ServiceTokens | None:
    return ServiceTokens(ring, Audience.AGENT) if ring else None


def _version() -> str:
    try:
        return version("parley")
    except PackageNotFoundError:
        return "unknown"
