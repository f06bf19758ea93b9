"""The SQLite file and its transactions."""

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import ConfigurationInvalid, RecordsUnavailable
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.effects import remember
from infrastructure.persistence.sqlite.schema import LATEST


def keys(database: Database) -> list[str]:
    with database.reading() as connection:
        return [key for (key,) in connection.execute("SELECT key FROM effects ORDER BY key")]


def ours_with_version(file: Path, version: int) -> None:
    Database(file).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def test_what_was_written_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "down" / "records.sqlite3"
    database = Database(file)
    with database.effect() as connection:
        remember(connection, "k1", "effect", "1")
    database.close()

    assert keys(Database(file)) == ["k1"]


def test_an_effect_that_breaks_has_not_happened() -> None:
    database = Database(None)

    def break_off() -> None:
        with database.effect() as connection:
            remember(connection, "k1", "effect", "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    assert keys(database) == []
    with database.effect() as connection:
        remember(connection, "k1", "effect", "2")
    assert keys(database) == ["k1"]


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    ours_with_version(file, LATEST + 1)

    with pytest.raises(
        ConfigurationInvalid, match=rf"records\.sqlite3 has the schema {LATEST + 1}.* newer Parley"
    ):
        Database(file)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (LATEST + 1,)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (thing TEXT)")

    with pytest.raises(ConfigurationInvalid, match="another program"):
        Database(file)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Northwind, my internet is slow. " * 100)

    with pytest.raises(ConfigurationInvalid, match="PARLEY_RECORDS"):
        Database(file)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigurationInvalid, match="PARLEY_RECORDS"):
        Database(tmp_path / "file" / "records.sqlite3")


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "state" / "records.sqlite3"
    with Database(file).effect():
        readable = {each.name: stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()}

    assert file.name in readable
    assert set(readable.values()) == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("attempt", range(10))
def test_a_new_file_can_be_opened_by_many_at_once(tmp_path: Path, attempt: int) -> None:
    file = tmp_path / f"records{attempt}.sqlite3"
    together = threading.Barrier(8)

    def open_it(_: int) -> list[str]:
        together.wait()
        return keys(Database(file))

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(open_it, range(8))) == [[]] * 8


def test_another_writer_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    mine, theirs = Database(file), Database(file)
    began = threading.Event()

    def write() -> None:
        began.set()
        with theirs.effect() as connection:
            remember(connection, "theirs", "effect", "1")

    with mine.effect() as connection:
        thread = threading.Thread(target=write)
        thread.start()
        began.wait()
        remember(connection, "mine", "effect", "2")
    thread.join()

    assert keys(mine) == ["mine", "theirs"]


def test_a_writer_that_never_ends_is_reported_and_nothing_has_happened(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    mine, theirs = Database(file), Database(file, patience_s=0.05)

    with mine.effect(), pytest.raises(RecordsUnavailable), theirs.effect():
        raise AssertionError("two writers at once")

    with theirs.effect() as connection:
        remember(connection, "k1", "effect", "1")
    assert keys(mine) == ["k1"]


def test_a_reader_does_not_wait_for_another_process_that_writes(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    mine, theirs = Database(file), Database(file, patience_s=0.05)

    with mine.effect() as connection:
        remember(connection, "k1", "effect", "1")
        assert keys(theirs) == []
    assert keys(theirs) == ["k1"]


def test_a_thread_that_never_ends_its_turn_is_reported() -> None:
    database = Database(None, patience_s=0.05)

    with database.reading(), pytest.raises(RecordsUnavailable, match="busy"), database.reading():
        raise AssertionError("two turns at once")


def test_a_closed_database_says_that_it_is_unavailable() -> None:
    database = Database(None)
    database.close()
    database.close()

    with pytest.raises(RecordsUnavailable), database.effect():
        raise AssertionError("it is closed")
