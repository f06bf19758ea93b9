"""Where the control plane keeps what it knows."""

from dependency_injector import providers

from control_plane.container.ground import Ground
from control_plane.infrastructure.in_memory_alarm import InMemoryAlarm
from control_plane.infrastructure.in_memory_api_keys import InMemoryApiKeys
from control_plane.infrastructure.in_memory_audit_trail import InMemoryAuditTrail
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from control_plane.infrastructure.in_memory_seen_events import InMemorySeenEvents
from control_plane.infrastructure.redis.alarm import RedisAlarm
from control_plane.infrastructure.redis.api_keys import RedisApiKeys
from control_plane.infrastructure.redis.audit_trail import RedisAuditTrail
from control_plane.infrastructure.redis.call_registry import RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.leadership import RedisLeadership
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from control_plane.infrastructure.redis.seen_events import RedisSeenEvents
from control_plane.infrastructure.sole_leadership import SoleLeadership


class Stores(Ground):
    """In this process, or in the Redis that control planes share."""

    connection = providers.Singleton(RedisConnection, url=Ground.config.redis_url)
    calls = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(InMemoryCallRegistry, most_of_tenant=Ground.config.most_of_tenant),
        redis=providers.Singleton(
            RedisCallRegistry, connection=connection, most_of_tenant=Ground.config.most_of_tenant
        ),
    )
    replicas = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(InMemoryReplicaRegistry),
        redis=providers.Singleton(RedisReplicaRegistry, connection=connection),
    )
    alarm = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(InMemoryAlarm),
        redis=providers.Singleton(RedisAlarm, connection=connection),
    )
    leadership = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(SoleLeadership),
        redis=providers.Singleton(RedisLeadership, connection=connection),
    )
    api_keys = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(InMemoryApiKeys),
        redis=providers.Singleton(RedisApiKeys, connection=connection),
    )
    audit_trail = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(InMemoryAuditTrail, kept_for=Ground.config.audit_kept_for),
        redis=providers.Singleton(RedisAuditTrail, connection=connection, kept_for=Ground.config.audit_kept_for),
    )
    seen_events = providers.Selector(
        Ground.config.shared_in,
        memory=providers.Singleton(InMemorySeenEvents),
        redis=providers.Singleton(RedisSeenEvents, connection=connection),
    )
