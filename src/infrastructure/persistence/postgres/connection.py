"""Speaking to Postgres."""

import asyncio
import os
import selectors
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

from psycopg import AsyncConnection, OperationalError
from psycopg.errors import DiskFull, ProgramLimitExceeded, ReadOnlySqlTransaction
from psycopg_pool import AsyncConnectionPool

Connection: TypeAlias = AsyncConnection[Any]

ANSWERS_WITHIN_S = 2.0
"""For all that is done on a connection at once, which takes milliseconds. Longer than our own event loop may be
late."""

LOCKED_FOR_S = 1.5
"""An owner that is frozen in mid-write holds its call's fence: Postgres ends its session after this."""

MOST_CONNECTIONS = 4
"""Writes come one after the other; the rest is for calls that are taken over."""

FAILURES = (OperationalError, ReadOnlySqlTransaction, OSError)
"""What is worth trying again. A server that has become a standby says that it can only be read from."""

REFUSALS = (ReadOnlySqlTransaction, DiskFull, ProgramLimitExceeded)
"""Those of them that a server says which is there."""

HOW: dict[str, Any] = {
    "autocommit": True,
    # A pooler between us and Postgres may give each transaction to another session.
    "prepare_threshold": None,
    "connect_timeout": round(ANSWERS_WITHIN_S),
    "fallback_application_name": "parley",
}

_BOUNDED = """
SELECT set_config('idle_in_transaction_session_timeout', %(ms)s, true), set_config('lock_timeout', %(ms)s, true)
"""


class Postgres:
    """A pool that opens connections when they are needed. To be opened and closed in the loop that uses it.

    A server that does not answer in time is hung up on: asking it to cancel would take as long again.

    :param url: `postgresql://user:password@host:5432/database`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._pool = AsyncConnectionPool[Connection](
            url,
            kwargs=HOW,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=ANSWERS_WITHIN_S,
            # Whoever asks next tries again: Postgres may be back by then.
            reconnect_timeout=ANSWERS_WITHIN_S,
            check=_refuse_closed,
            open=False,
            name="parley",
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close(timeout=ANSWERS_WITHIN_S)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection, None]:
        """For single statements, each of which stands alone.

        :raises psycopg.Error: one of `FAILURES`, or a mistake of ours.
        """
        async with self._pool.connection() as connection:
            silence = asyncio.get_running_loop().call_later(ANSWERS_WITHIN_S, _hang_up, connection)
            try:
                yield connection
            except ReadOnlySqlTransaction:
                await connection.close()
                raise
            finally:
                silence.cancel()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection, None]:
        """All of it happens, or nothing.

        :raises psycopg.Error: one of `FAILURES`, or a mistake of ours.
        """
        async with self.connection() as connection, connection.transaction():
            await connection.execute(_BOUNDED, {"ms": str(round(LOCKED_FOR_S * 1000))})
            yield connection


async def _refuse_closed(connection: Connection) -> None:
    """A server that restarts has said goodbye to its idle connections. Nobody has to be asked."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        has_news = bool(selector.select(0))
    if has_news:
        await connection.close()
        raise OperationalError("the server has closed the connection")


def _hang_up(connection: Connection) -> None:
    """Whoever waits for an answer on it finds it broken."""
    if connection.closed:
        return
    with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
