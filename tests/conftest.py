"""Fixtures of more than one kind of test."""

from tests.livekit_server import livekit
from tests.postgres_server import postgres_server, postgres_url
from tests.redis_server import redis_server, redis_url

__all__ = ["livekit", "postgres_server", "postgres_url", "redis_server", "redis_url"]
