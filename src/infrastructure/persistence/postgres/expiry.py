"""What is kept in Postgres goes in the end: each process that is connected looks after it."""

import asyncio
import logging
import random

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import Error

from infrastructure.persistence.postgres.connection import Postgres

logger = logging.getLogger(__name__)

EVERY_S = 60.0
AT_ONCE = 100
"""Calls in one transaction."""

# What another process is deleting, or whose owner is writing, is left alone.
_EXPIRED = """
SELECT session_id FROM parley_calls WHERE kept_until < now() ORDER BY kept_until LIMIT %s FOR UPDATE SKIP LOCKED
"""


async def forget_expired(postgres: Postgres) -> int:
    """All of each call whose time is over.

    :returns: how many calls they were.
    :raises psycopg.Error: try again.
    """
    forgotten, found = 0, AT_ONCE
    while found == AT_ONCE:
        found = await _forget_some(postgres)
        forgotten += found
    return forgotten


async def _forget_some(postgres: Postgres) -> int:
    async with postgres.transaction() as connection:
        expired = await connection.execute(_EXPIRED, (AT_ONCE,))
        calls = [call for (call,) in await expired.fetchall()]
        if calls:
            await AsyncPostgresSaver(connection).aprune(calls, strategy="delete")
            await connection.execute("DELETE FROM parley_calls WHERE session_id = ANY(%s)", (calls,))
    return len(calls)


async def look_after(postgres: Postgres) -> None:
    """Until cancelled. Processes that began together do not look together."""
    while True:
        await asyncio.sleep(EVERY_S * random.uniform(0.5, 1.5))  # noqa: S311  # no secret
        try:
            await forget_expired(postgres)
        except Error as error:
            logger.debug("nothing was forgotten: %s", type(error).__name__)
