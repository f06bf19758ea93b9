"""From the operator's settings to the values that the parts are made of."""

from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version

from control_plane.container.use_cases import ControlPlaneContainer
from control_plane.settings import ControlPlaneSettings
from service_tokens.key_ring import KeyRing
from service_tokens.tokens import Audience, ServiceTokens


def wire(settings: ControlPlaneSettings) -> ControlPlaneContainer:
    """The parts, none of them made yet."""
    container = ControlPlaneContainer()
    container.config.from_dict(
        {
            "version": installed_version(),
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


def _tokens_for_agents(ring: KeyRing | None) -> ServiceTokens | None:
    return ServiceTokens(ring, Audience.AGENT) if ring else None


def installed_version() -> str:
    try:
        return version("parley")
    except PackageNotFoundError:
        return "unknown"
