import os
import threading
from pathlib import Path

from parley.install.one_at_a_time import one_at_a_time


def test_a_second_installation_waits_and_names_the_first(tmp_path: Path) -> None:
    lock = tmp_path / "cache" / "lock"
    told: list[str] = []
    waits, done = threading.Event(), threading.Event()

    def say(text: str) -> None:
        told.append(text)
        waits.set()

    def second() -> None:
        with one_at_a_time(lock, say):
            done.set()

    with one_at_a_time(lock, told.append):
        other = threading.Thread(target=second)
        other.start()
        assert waits.wait(5)
        assert not done.is_set()

    assert done.wait(5)
    other.join()
    assert f"process {os.getpid()}" in told[0]


def test_an_installation_after_another_does_not_wait(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with one_at_a_time(tmp_path / "lock", told.append):
            pass
    assert told == []
