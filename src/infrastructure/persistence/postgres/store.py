"""A Postgres for what calls remember."""

import asyncio

from psycopg import AsyncConnection, Error, OperationalError
from psycopg.errors import InsufficientPrivilege

from domain.errors import ConfigurationInvalid
from infrastructure.persistence.postgres.connection import HOW, Postgres
from infrastructure.persistence.postgres.expiry import look_after
from infrastructure.persistence.postgres.schema import bring_up_to_date
from infrastructure.persistence.store import Store


class PostgresStore(Store):
    """Brings the tables up to date, and from then on has what is over forgotten."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._expiry: asyncio.Task[None] | None = None

    async def open(self) -> None:
        try:
            async with await AsyncConnection.connect(self._postgres.url, **HOW) as connection:
                await bring_up_to_date(connection)
        except InsufficientPrivilege as error:
            raise ConfigurationInvalid(
                "PARLEY_POSTGRES_URL: this account may not create or change tables there. Grant it CREATE on its "
                "schema, or start this version once with an account that has it"
            ) from error
        except OperationalError as error:
            raise ConfigurationInvalid(
                f"PARLEY_POSTGRES_URL: no Postgres can be used there ({_last_line(error)}). Start it, correct the "
                "URL, or unset the variable: then calls are remembered elsewhere"
            ) from error
        except Error as error:
            raise ConfigurationInvalid(
                f"PARLEY_POSTGRES_URL: the tables cannot be brought up to date ({type(error).__name__}): name a "
                "database that is Parley's alone"
            ) from error
        await self._postgres.open()
        self._expiry = asyncio.create_task(look_after(self._postgres), name="postgres:expiry")

    async def close(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
            await asyncio.wait([self._expiry])
        await self._postgres.close()


def _last_line(error: OperationalError) -> str:
    """What the server or the system said; no password is in it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()
