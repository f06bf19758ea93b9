"""Fixtures of more than one kind of test."""

from tests.livekit_server import livekit
from tests.redis_server import redis_server, redis_url

__all__ = ["livekit", "redis_server", "redis_url"]
