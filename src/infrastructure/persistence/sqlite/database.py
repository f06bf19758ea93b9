"""One SQLite file, opened, and its transactions."""

import sqlite3
import threading
import time
import weakref
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.errors import ConfigurationInvalid, RecordsUnavailable
from infrastructure.persistence.sqlite.schema import bring_up_to_date

PATIENCE_S = 1.5
"""For the threads of this process, and again for other processes: each takes milliseconds. An effect that looks
its record up first waits three times at most, which is still less than a tool's patience: whoever waits in vain
learns that nothing has happened."""


class Database:
    """Safe to use from many threads, and together with other processes; not after a fork.

    Threads take turns on one connection: each turn takes under a millisecond, and SQLite has one writer anyhow.

    :param file: made when it is missing, readable by its owner alone; None keeps everything in memory.
    :raises ConfigurationInvalid: it cannot be opened, is no database of ours, or a newer one.
    """

    def __init__(self, file: Path | None, *, patience_s: float = PATIENCE_S) -> None:
        self._turn = threading.Lock()
        self._patience_s = patience_s
        try:
            self._connection = _open(file, patience_s)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationInvalid(
                f"PARLEY_RECORDS: {file} cannot be opened as a database: {error}. Name a file that can be written"
            ) from error
        self._close = weakref.finalize(self, self._connection.close)
        try:
            with self.effect() as connection:
                bring_up_to_date(connection, str(file))
        except BaseException:
            self.close()
            raise

    @contextmanager
    def effect(self) -> Generator[sqlite3.Connection, None, None]:
        """A transaction that may write: all of it happens, or with an error nothing.

        It holds the write lock from its beginning: what it reads stays true until it ends.

        :raises RecordsUnavailable: the file cannot be written now.
        """
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """For one statement that reads.

        :raises RecordsUnavailable: the file cannot be read now.
        """
        if not self._turn.acquire(timeout=self._patience_s):
            raise RecordsUnavailable(f"the records were busy for {self._patience_s:g} s")
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise RecordsUnavailable(f"the records cannot be used: {error}") from error
        finally:
            self._turn.release()

    def close(self) -> None:
        """After the turn that is taken now. Closing twice is no error."""
        with self._turn:
            self._close()


def _open(file: Path | None, patience_s: float) -> sqlite3.Connection:
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    connection = sqlite3.connect(
        ":memory:" if file is None else file, timeout=patience_s, isolation_level=None, check_same_thread=False
    )
    try:
        # Readers and a writer do not wait for each other, and a writer that is killed leaves nothing behind.
        _take_turns(connection, "PRAGMA journal_mode = WAL", patience_s)
        # A number that a caller was told survives a power cut too.
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _take_turns(connection: sqlite3.Connection, statement: str, patience_s: float) -> None:
    """SQLite's own patience does not cover a change of the journal's mode: of two who open a new file at once, one
    is told at once that it is locked. Beginning to write waits for the other.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        else:
            return
        with suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
