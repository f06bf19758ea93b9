"""The parts behind HTTP."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from pydantic import SecretStr

from control_plane.container.use_cases import ControlPlaneContainer
from control_plane.domain.loopback import LOOPBACK_NAMES
from control_plane.presentation.http.app import HttpOptions, Watch, create_app
from control_plane.presentation.http.asker import who_asks
from control_plane.presentation.http.authentication import Authentication, Doors
from control_plane.presentation.http.credentials import Credentials
from control_plane.presentation.http.page_session import PageSessions
from control_plane.presentation.http.request_limits import RequestLimits
from control_plane.presentation.http.webhook import Webhooks
from control_plane.settings import ControlPlaneSettings
from service_tokens.gate import TokenGate
from service_tokens.tokens import Audience

FLOOD_TIMES = 10
"""A house full of callers, and a page that is loaded again and again, are no flood."""


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
            version=container.config.version(),
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
