"""A real Redis server for the tests: one for the whole session, on a port of its own, and empty for each test."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from anyio.from_thread import start_blocking_portal

from parley.launch.redis_server import RedisServer, installed_redis


@contextmanager
def running_redis(folder: Path) -> Generator[str]:
    """Its URL. Nothing is kept on disk; its log is in `folder`."""
    # In a loop of its own, as it outlives the tests' loops.
    with start_blocking_portal() as portal:
        server = RedisServer(installed_redis(), log=folder / "redis-server.log")
        with portal.wrap_async_context_manager(server):
            yield server.url


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Started by the first test that asks for it."""
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The server of the session, with nothing in it."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server
