"""A Redis of our own."""

import asyncio
import os
import signal
import stat
from pathlib import Path

import pytest
import redis.asyncio

from domain.errors import ConfigurationInvalid
from parley.launch import redis_server
from parley.launch.redis_server import RedisServer, installed_redis
from tests.fakes.machine import FakeMachine


async def test_it_answers_until_it_is_left(tmp_path: Path) -> None:
    async with RedisServer(installed_redis(), log=tmp_path / "log") as server:
        async with redis.asyncio.Redis.from_url(server.url) as client:
            assert await client.set("parley:test", "1")
            folder = Path(str((await client.config_get("dir"))["dir"]))
        assert await asyncio.to_thread(folder.is_dir)
    assert not server.child.is_running
    assert not await asyncio.to_thread(folder.exists)


async def test_two_run_beside_each_other(tmp_path: Path) -> None:
    async with (
        RedisServer(installed_redis(), log=tmp_path / "one") as one,
        RedisServer(installed_redis(), log=tmp_path / "two") as two,
    ):
        assert one.url != two.url


async def test_a_held_port_names_its_holder(tmp_path: Path) -> None:
    async with RedisServer(installed_redis(), log=tmp_path / "one") as one:
        with pytest.raises(ConfigurationInvalid, match=f"port {one.port}"):
            async with RedisServer(installed_redis(), log=tmp_path / "two", port=one.port):
                pass


async def test_its_end_is_noticed(tmp_path: Path) -> None:
    async with RedisServer(installed_redis(), log=tmp_path / "log") as server:
        assert server.child.pid is not None
        os.kill(server.child.pid, signal.SIGKILL)
        assert await server.child.ended() == -9


async def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\necho no such option; exit 1\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(ConfigurationInvalid, match="no such option"):
        async with RedisServer(str(program), log=tmp_path / "log"):
            pass


def test_where_there_is_none_the_line_to_type_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = FakeMachine(tmp_path / "machine")
    machine.add("apt-get")
    monkeypatch.setattr(redis_server, "this_machine", lambda: machine.facts)
    with pytest.raises(ConfigurationInvalid, match="apt-get install redis-server"):
        installed_redis()
