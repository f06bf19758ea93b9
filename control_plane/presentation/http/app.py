"""The control plane's HTTP application."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import Depends, FastAPI, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection

from control_plane.application.use_cases.begin_call import BeginCall
from control_plane.application.use_cases.create_api_key import CreateApiKey
from control_plane.application.use_cases.drain_replica import DrainReplica
from control_plane.application.use_cases.end_call import EndCall
from control_plane.application.use_cases.hold_lease import HoldLease
from control_plane.application.use_cases.list_api_keys import ListApiKeys
from control_plane.application.use_cases.list_audit import ListAudit
from control_plane.application.use_cases.list_calls import ListCalls
from control_plane.application.use_cases.list_replicas import ListReplicas
from control_plane.application.use_cases.report_health import ReportHealth
from control_plane.application.use_cases.revoke_api_key import RevokeApiKey
from control_plane.application.use_cases.see_call import SeeCall
from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.security_meter import SecurityMeter
from control_plane.presentation.http.api_keys import api_key_routes
from control_plane.presentation.http.asker import WhoAsks
from control_plane.presentation.http.audit import audit_routes
from control_plane.presentation.http.audited import Audited
from control_plane.presentation.http.authentication import Authentication
from control_plane.presentation.http.body_limit import BodyLimit
from control_plane.presentation.http.calls import call_routes
from control_plane.presentation.http.credentials import Credentials
from control_plane.presentation.http.flood_guard import FloodGuard
from control_plane.presentation.http.health import health_routes
from control_plane.presentation.http.last_resort import LastResort
from control_plane.presentation.http.lease import lease_routes
from control_plane.presentation.http.own_page_only import OwnPageOnly
from control_plane.presentation.http.page import serve_page
from control_plane.presentation.http.problems import tell_problems
from control_plane.presentation.http.replicas import replica_routes
from control_plane.presentation.http.security_headers import SecurityHeaders
from control_plane.presentation.http.tokens import token_routes
from control_plane.presentation.http.webhook import Webhooks, webhook_routes

EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that can be asked of the control plane."""

    begin_call: BeginCall
    see_call: SeeCall
    end_call: EndCall
    list_calls: ListCalls
    report_health: ReportHealth
    hold_lease: HoldLease
    list_replicas: ListReplicas
    drain_replica: DrainReplica
    create_api_key: CreateApiKey
    list_api_keys: ListApiKeys
    revoke_api_key: RevokeApiKey
    list_audit: ListAudit


@dataclass(frozen=True, slots=True)
class Watch:
    """What stands at the door.

    :ivar who: who asks, for the audit record.
    :ivar per_address: requests a minute; 0: any number.
    """

    webhooks: Webhooks
    record: Callable[[AuditRecord], None]
    who: WhoAsks
    meter: SecurityMeter
    now: Callable[[], datetime]
    per_address: int


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """:ivar livekit_url: where callers' clients connect.
    :ivar allowed_hosts: names under which the service is reached; empty means any.
    :ivar allowed_origins: foreign web origins whose pages may begin calls.
    :ivar page: folder of the built call page.
    """

    version: str
    livekit_url: str
    page: Path
    allowed_hosts: frozenset[str]
    allowed_origins: tuple[str, ...]
    largest_body_bytes: int


def create_app(
    use_cases: UseCases,
    who: Authentication,
    credentials: Credentials,
    watch: Watch,
    exposition: Callable[[], bytes],
    options: HttpOptions,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
) -> FastAPI:
    """The application; nothing runs before its lifespan has begun.

    :param who: checks users; `credentials` checks agent services.
    :param exposition: the metrics in Prometheus' text format.
    """
    app = FastAPI(
        title="Parley control plane",
        version=options.version,
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    api = "/api/v1"
    app.include_router(token_routes(use_cases.begin_call, options.livekit_url, who), prefix=api)
    calls = call_routes(use_cases.list_calls, use_cases.see_call, use_cases.end_call, who)
    app.include_router(calls, prefix=api)
    app.include_router(health_routes(use_cases.report_health, who, options.version), prefix=api)
    app.include_router(replica_routes(use_cases.list_replicas, use_cases.drain_replica, who), prefix=api)
    keys = api_key_routes(use_cases.create_api_key, use_cases.list_api_keys, use_cases.revoke_api_key, who)
    app.include_router(keys, prefix=api)
    app.include_router(audit_routes(use_cases.list_audit, who), prefix=api)
    app.include_router(webhook_routes(watch.webhooks, who), prefix=api)
    leases = lease_routes(use_cases.hold_lease, use_cases.hold_lease.meter.lease_refused, credentials)
    app.include_router(leases, prefix=api)

    @app.get("/metrics", dependencies=[Depends(who.superadmin)], include_in_schema=False)
    async def metrics() -> Response:
        return Response(exposition(), media_type=EXPOSITION_TYPE)

    serve_page(app, options.page)
    tell_problems(app)
    _guard(app, options, watch, who.is_operator)
    return app


def _guard(
    app: FastAPI, options: HttpOptions, watch: Watch, is_operator: Callable[[HTTPConnection], bool]
) -> None:
    """Each one added stands before those added earlier."""
    app.add_middleware(LastResort)
    app.add_middleware(BodyLimit, largest_bytes=options.largest_body_bytes)
    if options.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=options.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(OwnPageOnly, hosts=options.allowed_hosts, origins=options.allowed_origins)
    app.add_middleware(
        FloodGuard,
        per_minute=watch.per_address,
        meter=watch.meter,
        is_operator=is_operator,
        is_signed=watch.webhooks.events.is_signed,
    )
    app.add_middleware(Audited, record=watch.record, who=watch.who, now=watch.now)
    app.add_middleware(SecurityHeaders, livekit_url=options.livekit_url)
