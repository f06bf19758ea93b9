"""Fixtures of more than one kind of test."""

from hypothesis import HealthCheck, settings

from tests.livekit_server import livekit
from tests.postgres_server import postgres_server, postgres_url
from tests.redis_server import redis_server, redis_url

__all__ = ["livekit", "postgres_server", "postgres_url", "redis_server", "redis_url"]

# How long an example takes says how busy the machine is.
settings.register_profile("parley", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parley")
