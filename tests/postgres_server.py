"""A real Postgres server for the tests: one for the whole session, and a database of its own for each test."""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from infrastructure.persistence.postgres.connection import Postgres
from infrastructure.persistence.postgres.store import PostgresStore
from parley.install.machine import this_machine
from parley.install.steps.postgres import server_program
from parley.launch.ports import free_port

STARTS_WITHIN_S = 30.0

ACCOUNT = "postgres"
"""Of the system, made by Debian's package: the server refuses to run as root."""

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")
"""Nothing has to outlive the tests."""


@dataclass
class PostgresServer:
    """It can be stopped and started again, with what it keeps.

    :ivar folder: everything of it; belongs to whoever it runs as.
    """

    programs: Path
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql://parley@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        data = self.folder / "data"
        self._run(
            ["initdb", "-D", str(data), "-U", "parley", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale"]
        )

    def start(self) -> None:
        """:raises TimeoutError: it does not answer."""
        settings = [part for setting in QUICK for part in ("-c", setting)]
        where = ["-D", str(self.folder / "data"), "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        command = _as_account([str(self.programs / "postgres"), *where, *settings])
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
        self._wait_until_up()

    def stop(self) -> None:
        """At once, in good order: its clients are sent away."""
        if self.process is not None:
            self._run(["pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop"])
            self.process.wait()
            self.process = None

    def _run(self, command: Sequence[str]) -> None:
        program, *arguments = command
        subprocess.run(
            _as_account([str(self.programs / program), *arguments]), cwd="/", check=True, capture_output=True
        )

    def _wait_until_up(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise TimeoutError("postgres did not start") from None
                time.sleep(0.02)
            else:
                return


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Postgres]:
    """A database with its tables."""
    postgres = Postgres(url)
    store = PostgresStore(postgres)
    await store.open()
    try:
        yield postgres
    finally:
        await store.close()


@contextmanager
def running_postgres() -> Generator[PostgresServer]:
    """In a folder outside of pytest's, which the server's account could not enter."""
    program = server_program(this_machine())
    assert program is not None, "no postgres is here: `make test` installs it"
    folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
    log = folder.parent / f"{folder.name}.log"
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    server = PostgresServer(Path(program).parent, folder, free_port())
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
        log.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Started by the first test that asks for it. Who stops it starts it again."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database of the session's server, with nothing in it."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    yield postgres_server.url_of(name)
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _as_account(command: Sequence[str]) -> list[str]:
    """As an account that is not root's. Nothing of the environment is of use to it."""
    if os.geteuid() != 0:
        return list(command)
    account = [f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
    return ["setpriv", *account, "--", *command]
