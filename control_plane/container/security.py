"""Who asks, how much they may ask for, and what is written down about it."""

from dependency_injector import providers

from control_plane.application.audit import Audit, AuditWriter
from control_plane.application.folding import Folding
from control_plane.application.use_cases.check_api_key import CheckApiKey
from control_plane.container.ground import Ground
from control_plane.container.stores import Stores
from control_plane.infrastructure.counted_requests import LocalWhenAway, in_memory, in_redis
from control_plane.infrastructure.livekit_room_events import LiveKitRoomEvents
from control_plane.infrastructure.logged_audit_trail import LoggedAuditTrail
from control_plane.infrastructure.oidc.issuer import Issuer
from control_plane.infrastructure.oidc.key_cache import KeyCache
from control_plane.infrastructure.oidc.user_identities import OidcUserIdentities, TokenRules
from control_plane.infrastructure.prometheus_security_meter import PrometheusSecurityMeter


class Security(Stores):
    """Tells users, servers and the media server from others; the HTTP application looks at requests with it."""

    issuer = providers.Singleton(Issuer, url=Ground.config.oidc.issuer)
    issuer_keys = providers.Singleton(KeyCache, issuer=issuer, background=Ground.background)
    users = providers.Singleton(
        OidcUserIdentities,
        keys=issuer_keys,
        rules=providers.Singleton(
            TokenRules,
            issuer=Ground.config.oidc.issuer,
            audience=Ground.config.oidc.audience,
            role_claim=Ground.config.oidc.role_claim,
            tenant_claim=Ground.config.oidc.tenant_claim,
            leeway_s=Ground.config.oidc.leeway_s,
        ),
    )
    check_api_key = providers.Singleton(
        CheckApiKey, keys=Stores.api_keys, background=Ground.background, now=Ground.now
    )
    security_meter = providers.Singleton(PrometheusSecurityMeter)
    request_limit = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(in_memory),
        redis=providers.Singleton(
            LocalWhenAway,
            shared=providers.Singleton(in_redis, Stores.connection),
            local=providers.Singleton(in_memory),
            meter=security_meter,
        ),
    )
    audit = providers.Singleton(
        Audit,
        writers=providers.List(
            providers.Singleton(AuditWriter, "store", Stores.audit_trail, security_meter),
            providers.Singleton(AuditWriter, "log", providers.Singleton(LoggedAuditTrail), security_meter),
        ),
        folding=providers.Singleton(Folding),
        now=Ground.now,
    )
    room_events = providers.Singleton(
        LiveKitRoomEvents, api_key=Ground.config.livekit_api_key, api_secret=Ground.config.livekit_api_secret
    )
