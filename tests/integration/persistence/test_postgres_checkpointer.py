"""LangGraph's own saver, behind our fence: it keeps what LangGraph asks, and refuses who has been succeeded."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.conformance import (  # pyright: ignore[reportMissingTypeStubs]
    checkpointer_test,
    validate,
)

from domain.errors import StaleEpoch
from infrastructure.persistence.postgres.checkpointer import PostgresCheckpointSaver
from infrastructure.persistence.postgres.connection import Postgres
from tests.postgres_server import opened

TTL_S = 60
TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncGenerator[Postgres]:
    async with opened(postgres_url) as postgres:
        yield postgres


async def test_langgraphs_own_suite_finds_nothing_wrong(postgres: Postgres) -> None:
    @checkpointer_test(name="postgres")
    async def in_postgres() -> AsyncGenerator[BaseCheckpointSaver[Any], None]:
        async with postgres.connection() as connection:
            await connection.execute("TRUNCATE checkpoints, checkpoint_blobs, checkpoint_writes")
        yield PostgresCheckpointSaver(postgres, TTL_S, keeps_all=True)

    report = await validate(in_postgres)

    failures = {name: result.failures for name, result in report.results.items() if result.tests_failed}
    assert failures == {}
    assert report.passed_all_base()


def owned_by(epoch: int, namespace: str = "") -> RunnableConfig:
    return {"configurable": {"thread_id": "c1", "checkpoint_ns": namespace, "epoch": epoch}}


async def save(
    saver: PostgresCheckpointSaver, value: Any, number: int, epoch: int, config: RunnableConfig | None = None
) -> None:
    checkpoint: Any = {
        **empty_checkpoint(),
        "id": f"{number:08d}",
        "channel_values": {"said": value, "never changes": ["once"]},
        "channel_versions": {"said": f"{number}.0", "never changes": "1.0"},
    }
    await saver.aput(config or owned_by(epoch), checkpoint, {}, checkpoint["channel_versions"])


async def said(saver: PostgresCheckpointSaver, namespace: str = "") -> Any:
    found = await saver.aget_tuple(owned_by(1, namespace))
    return found.checkpoint["channel_values"]["said"] if found else None


async def rows(postgres: Postgres) -> dict[str, int]:
    async with postgres.connection() as connection:
        counted = await connection.execute(
            "SELECT (SELECT count(*) FROM checkpoints), (SELECT count(*) FROM checkpoint_blobs),"
            " (SELECT count(*) FROM checkpoint_writes)"
        )
        return dict(zip(TABLES, await counted.fetchone() or (), strict=True))


async def test_an_owner_who_was_succeeded_saves_nothing(postgres: Postgres) -> None:
    old, new = (PostgresCheckpointSaver(postgres, TTL_S) for _ in range(2))
    await save(old, ["first"], 1, epoch=1)
    await save(new, ["second"], 2, epoch=2)
    before = await rows(postgres)
    at_second: RunnableConfig = {
        "configurable": {**owned_by(1).get("configurable", {}), "checkpoint_id": "00000002"}
    }

    with pytest.raises(StaleEpoch):
        await save(old, ["too late"], 3, epoch=1)
    with pytest.raises(StaleEpoch):
        await old.aput_writes(at_second, [("said", "too late")], "a task")

    assert await said(new) == ["second"]
    assert await rows(postgres) == before


async def test_only_the_newest_is_kept_of_a_call_and_of_each_part_of_its_graph(postgres: Postgres) -> None:
    saver = PostgresCheckpointSaver(postgres, TTL_S)
    await save(saver, ["of a part"], 1, epoch=1, config=owned_by(1, "part"))
    for number in range(1, 6):
        await save(saver, [f"answer {number}"], number, epoch=1)

    assert await said(saver) == ["answer 5"]
    assert await said(saver, "part") == ["of a part"]
    assert await rows(postgres) == {"checkpoints": 2, "checkpoint_blobs": 4, "checkpoint_writes": 0}


async def test_a_save_that_is_made_again_changes_nothing(postgres: Postgres) -> None:
    saver = PostgresCheckpointSaver(postgres, TTL_S)
    for _ in range(2):
        await save(saver, ["an answer"], 1, epoch=1)
    assert await said(saver) == ["an answer"]
    assert (await rows(postgres))["checkpoints"] == 1


async def test_what_a_caller_typed_cannot_keep_the_rest_from_being_kept(postgres: Postgres) -> None:
    saver = PostgresCheckpointSaver(postgres, TTL_S)
    await save(saver, "a NUL \0 and a quote '", 1, epoch=1)
    assert await said(saver) == "a NUL  and a quote '"


async def test_nothing_is_left_of_a_call_that_is_forgotten(postgres: Postgres) -> None:
    saver = PostgresCheckpointSaver(postgres, TTL_S)
    await save(saver, ["a secret"], 1, epoch=1)

    await saver.adelete_thread("c1")

    assert set((await rows(postgres)).values()) == {0}
