"""Processes that share a file of records, and one that is killed as it writes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from domain.errors import KeyTaken
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.orders import SqliteOrderRecords
from tests.integration.business.ordering_process import CONTENT, NOW

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("ordering_process.py")

UNFINISHED = """
import os, sys
from pathlib import Path
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.effects import new_number, remember
with Database(Path(sys.argv[1])).effect() as connection:
    remember(connection, "k1", "place an order", new_number(connection))
    os.kill(os.getpid(), 9)
"""


@contextmanager
def ordering(file: Path, *keys: str) -> Generator["subprocess.Popen[str]", None, None]:
    """Has everything loaded, and begins when it is told a line."""
    child = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(file), *keys],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        yield child
    finally:
        child.kill()
        child.communicate()


def placed(output: str) -> dict[str, str]:
    return dict(line.split() for line in output.splitlines())  # pyright: ignore[reportArgumentType]


def test_two_processes_that_begin_at_once_share_keys_and_never_a_number(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    shared = [f"shared{each}" for each in range(25)]
    own = ([f"mine{each}" for each in range(25)], [f"theirs{each}" for each in range(25)])

    with ordering(file, *shared, *own[0]) as mine, ordering(file, *shared, *own[1]) as theirs:
        for child in (mine, theirs):
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        outputs = [placed(child.communicate(timeout=30)[0]) for child in (mine, theirs)]
        assert (mine.returncode, theirs.returncode) == (0, 0)

    assert [outputs[0][key] for key in shared] == [outputs[1][key] for key in shared]
    assert len({*outputs[0].values(), *outputs[1].values()}) == 75
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (75,)


def test_a_process_that_is_killed_has_placed_whole_orders_and_no_others(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    with ordering(file, "--for-ever") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("go\n")
        child.stdin.flush()
        told = [child.stdout.readline() for _ in range(20)]
        child.kill()
        output = "".join(told) + child.communicate()[0]

    told_complete = placed("\n".join(line for line in output.split("\n")[:-1]))
    database = Database(file)
    with database.reading() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        keys = dict(connection.execute("SELECT key, number FROM effects").fetchall())
        assert sorted(keys.values()) == [
            n for (n,) in connection.execute("SELECT number FROM orders ORDER BY number")
        ]
        assert sorted(keys.values()) == [
            n for (n,) in connection.execute("SELECT number FROM numbers ORDER BY number")
        ]
    assert told_complete.items() <= keys.items()
    assert len(keys) - len(told_complete) <= 1
    records = SqliteOrderRecords(database)
    assert {key: records.place(key, CONTENT, NOW).number for key in keys} == keys


def test_a_process_that_is_killed_within_an_effect_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    killed = subprocess.run(
        [sys.executable, "-c", UNFINISHED, str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert killed.returncode == -9

    database = Database(file)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM effects").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM numbers").fetchone() == (0,)
    records = SqliteOrderRecords(database)
    order = records.place("k1", CONTENT, NOW)
    assert records.place("k1", CONTENT, NOW) == order
    with pytest.raises(KeyTaken):
        records.cancel("k1", order.number, NOW)
