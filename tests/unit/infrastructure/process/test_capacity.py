"""How many calls a machine has room for, by how long a piece of their work takes it."""

import logging

import pytest

from infrastructure.process import capacity
from infrastructure.process.capacity import PIECES_A_CALL, PIECES_OF_RECOGNITION, USED, Room, room_for_calls
from tests.fakes.voice_activity import FakeVoiceActivity

PIECE_S = 0.001


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four cores, a piece of a millisecond, plenty of memory."""
    monkeypatch.setattr(capacity, "usable_cores", lambda: 4.0)
    monkeypatch.setattr(capacity, "usable_memory", lambda: 2**40)
    times = iter(range(10_000))
    monkeypatch.setattr(capacity.time, "thread_time", lambda: next(times) * PIECE_S)


def room(processes: int = 8, *, recognises: bool = False) -> Room:
    return room_for_calls(FakeVoiceActivity(), processes, recognises=recognises)


def test_calls_share_the_time_of_all_cores() -> None:
    assert room().cores == pytest.approx(4 * USED / (PIECE_S * PIECES_A_CALL), abs=1)


def test_a_recogniser_on_this_machine_takes_its_part() -> None:
    pieces = PIECES_A_CALL + PIECES_OF_RECOGNITION
    assert room(recognises=True).cores == pytest.approx(4 * USED / (PIECE_S * pieces), abs=1)


def test_one_event_loop_has_time_for_fewer_calls_than_many_cores_have() -> None:
    assert room(processes=1).calls == room(processes=1).loops < room(processes=1).cores
    assert room(processes=4).loops == pytest.approx(4 * room(processes=1).loops, abs=4)


def test_memory_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "usable_memory", lambda: 2 * capacity.PROCESS_BYTES + 3 * capacity.CALL_BYTES)
    assert room(processes=2).calls == 3
    assert room(processes=4).calls == 1


def test_there_is_always_room_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "usable_cores", lambda: 0.01)
    assert room().calls == 1


def test_the_log_says_what_is_short(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert f"room for {room().calls} calls: the cores have time for" in caplog.text
