"""Calls in processes of their own: real ones, whose transport alone is a fake."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from application.calls.retention import Retention
from application.calls.spread import SpreadCalls
from application.use_cases.join_call import JoinCall, JoinCommand
from application.use_cases.leave_call import LeaveCall
from domain.entities.events import SessionChanged
from domain.entities.session import EndReason, Session, Status
from domain.errors import ConfigurationInvalid, ServiceDraining, ServiceFull
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.persistence.spending import InMemorySpending
from infrastructure.process import worker as worker_module
from infrastructure.process.worker import Office, Program, Worker
from infrastructure.process.workers import Workers

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "tests.integration.process.carrying")
ENVIRONMENT = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
SOON_S = 15


class Service:
    """Some processes, and the use cases over all of them."""

    def __init__(self, processes: int, env: dict[str, str]) -> None:
        self.registry = InMemorySessionRegistry()
        self.events = InMemoryCallEvents()
        self.lost: list[Session] = []
        office = Office(self.registry, self.events, InMemorySpending(), self._lose)
        program = Program(COMMAND, ENVIRONMENT | env)
        self.processes = [
            Worker(f"worker-{number}", program, office, stop_timeout_s=2) for number in range(1, processes + 1)
        ]
        self.workers = Workers(self.processes)
        retention = Retention(self.registry, 600, lambda: datetime.now(UTC))
        self.calls = SpreadCalls(self.processes, retention)
        self.join = JoinCall(calls=self.calls, registry=self.registry)
        self.leave = LeaveCall(calls=self.calls, registry=self.registry)

    async def _lose(self, session: Session) -> None:
        self.lost.append(session)
        now = datetime.now(UTC)
        await self.registry.save(session.end(Status.FAILED, EndReason.PIPELINE_FAILED, now))

    def carrying(self, session: Session) -> Worker:
        return next(each for each in self.processes if each.carries(session.session_id))


@asynccontextmanager
async def service(processes: int = 2, **env: str) -> AsyncGenerator[Service, None]:
    made = Service(processes, env)
    await made.workers.start()
    try:
        yield made
    finally:
        await made.calls.stop()
        await made.workers.close()


def pid_of(worker: Worker) -> int:
    assert worker.pid is not None
    return worker.pid


async def test_a_call_is_begun_listed_and_ended_in_another_process() -> None:
    async with service() as made, made.events.subscribe() as happening:
        session = await made.join(JoinCommand("room-a", "ada"))
        assert session.status is Status.ACTIVE
        assert await made.registry.get(session.session_id) == session
        ended = await made.leave.by_room("room-a")
        assert (ended.status, ended.reason) == (Status.ENDED, EndReason.LEAVE_REQUESTED)
        told = [await anext(happening) for _ in range(4)]
        assert [event.session.status for event in told if isinstance(event, SessionChanged)] == [
            Status.JOINING,
            Status.ACTIVE,
            Status.LEAVING,
            Status.ENDED,
        ]


async def test_many_callers_at_once_fill_all_processes_and_no_more() -> None:
    async with service() as made:
        commands = [JoinCommand(f"room-{number}", f"user-{number}") for number in range(7)]
        joined = await asyncio.gather(*map(made.join, commands), return_exceptions=True)
        assert [each.live_count for each in made.processes] == [2, 2]
        assert [str(each) for each in joined if isinstance(each, BaseException)] == [str(ServiceFull(4))] * 3


async def test_when_a_process_is_killed_its_calls_are_lost_and_the_others_are_not() -> None:
    async with service() as made:
        one, other = [await made.join(JoinCommand(f"room-{number}", "ada")) for number in range(2)]
        killed = made.carrying(one)
        before = pid_of(killed)
        os.kill(before, signal.SIGKILL)
        async with asyncio.timeout(SOON_S):
            while killed.report is not None or killed.carries(one.session_id):
                await asyncio.sleep(0.01)
            assert [session.session_id for session in made.lost] == [one.session_id]
            assert made.carrying(other) is not killed
            assert made.calls.capacity == 2
            while made.calls.capacity < 4:
                await asyncio.sleep(0.01)
        assert pid_of(killed) != before
        again = await made.join(JoinCommand("room-0", "ada"))
        assert again.session_id != one.session_id
        assert made.carrying(again) is killed


async def test_a_process_that_hangs_gets_no_calls_and_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "SILENT_S", 0.5)
    monkeypatch.setattr(worker_module, "LOST_S", 2.0)
    monkeypatch.setattr(worker_module, "LEAVING_S", 0.1)
    async with service() as made:
        held = await made.join(JoinCommand("room-a", "ada"))
        hanging = made.carrying(held)
        before = pid_of(hanging)
        os.kill(before, signal.SIGSTOP)
        async with asyncio.timeout(SOON_S):
            while not hanging.is_busy:
                await asyncio.sleep(0.01)
            elsewhere = await made.join(JoinCommand("room-b", "bob"))
            assert made.carrying(elsewhere) is not hanging
            while hanging.pid in (None, before):
                await asyncio.sleep(0.01)
        assert [session.session_id for session in made.lost] == [held.session_id]
        assert not psutil.pid_exists(before)


async def test_a_call_that_was_begun_too_late_is_put_down_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last resort: it began in time, but its answer was late."""
    monkeypatch.setattr(worker_module, "ADMISSION_S", 10)
    monkeypatch.setattr(worker_module, "ANSWER_S", 0.2 - 10)
    async with service() as made:
        hanging, other = made.processes
        os.kill(pid_of(hanging), signal.SIGSTOP)
        try:
            session = await made.join(JoinCommand("room-a", "ada"))
        finally:
            os.kill(pid_of(hanging), signal.SIGCONT)
        assert made.carrying(session) is other
        await asyncio.sleep(0.5)
        assert hanging.live_count == 0
        assert await made.registry.get(session.session_id) == session
        await made.leave.by_session(session.session_id)
        both = [await made.join(JoinCommand(f"room-{number}", "ada")) for number in range(4)]
        assert len({each.session_id for each in both}) == 4


async def test_a_process_that_comes_to_a_call_too_late_never_begins_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would throw the agent out of the room that carries the call elsewhere by then."""
    monkeypatch.setattr(worker_module, "ADMISSION_S", 0.1)
    monkeypatch.setattr(worker_module, "ANSWER_S", 0.1)
    async with service() as made:
        hanging, other = made.processes
        os.kill(pid_of(hanging), signal.SIGSTOP)
        session = await made.join(JoinCommand("room-a", "ada"))
        os.kill(pid_of(hanging), signal.SIGCONT)
        await asyncio.sleep(0.5)
        assert made.carrying(session) is other
        begun_and_put_down = session.session_id not in hanging._unwanted  # pyright: ignore[reportPrivateUsage]
        assert not begun_and_put_down
        await made.leave.by_session(session.session_id)
        again = await made.join(JoinCommand("room-a", "ada", call_id=session.session_id))
        assert made.calls.carries(again.session_id)


async def test_what_a_process_has_counted_outlives_it() -> None:
    async with service(1) as made:
        (process,) = made.processes
        async with asyncio.timeout(SOON_S):
            while not made.workers.lateness().counts[-1]:
                await asyncio.sleep(0.01)
            before = made.workers.lateness().counts[-1]
            os.kill(pid_of(process), signal.SIGKILL)
            while process.report is not None:
                await asyncio.sleep(0.01)
            assert made.workers.lateness().counts[-1] >= before


async def test_a_service_that_stops_while_a_process_is_down_does_not_wait_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_module, "PAUSES_S", (60.0,))
    async with service(1) as made:
        (process,) = made.processes
        os.kill(pid_of(process), signal.SIGKILL)
        async with asyncio.timeout(SOON_S):
            while process.pid is not None:
                await asyncio.sleep(0.01)
        async with asyncio.timeout(1):
            await made.calls.stop()
            await made.workers.close()
        with pytest.raises(ServiceDraining):
            await made.join(JoinCommand("room-a", "ada"))


async def test_a_program_that_is_not_there_is_an_error_and_no_endless_wait(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "COMMAND", ("/nowhere/python",))
    with pytest.raises(ConfigurationInvalid, match="did not start"):
        async with service(1):
            pass
    assert "FileNotFoundError" in caplog.text


async def test_stopping_ends_the_calls_and_the_processes() -> None:
    async with service() as made:
        session = await made.join(JoinCommand("room-a", "ada"))
        pids = [pid_of(each) for each in made.processes]
    known = await made.registry.get(session.session_id)
    assert known is not None
    assert known.reason is EndReason.SERVICE_STOPPED
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not made.lost


async def test_a_process_that_cannot_start_is_an_error_whose_cause_is_in_its_log(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ConfigurationInvalid, match="its log, above, says why"):
        async with service(BROKEN="yes"):
            pass
    assert "this one cannot start" in capfd.readouterr().err


def test_a_process_whose_service_is_gone_ends_by_itself() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        left = subprocess.Popen([*COMMAND, str(number)], env=os.environ | ENVIRONMENT, pass_fds=[number])
    assert ours.recv(1), "its first report: it is there"
    ours.close()
    assert left.wait(SOON_S) == 0


async def test_a_process_that_is_told_to_end_ends_its_calls_first() -> None:
    async with service(1) as made:
        session = await made.join(JoinCommand("room-a", "ada"))
        (process,) = made.processes
        os.kill(pid_of(process), signal.SIGTERM)
        async with asyncio.timeout(SOON_S):
            while process.carries(session.session_id):
                await asyncio.sleep(0.01)
        known = await made.registry.get(session.session_id)
        assert known is not None
        assert known.reason is EndReason.SERVICE_STOPPED
        assert not made.lost


async def test_draining_waits_for_calls_in_other_processes() -> None:
    async with service() as made:
        session = await made.join(JoinCommand("room-a", "ada"))
        made.calls.drain()
        with pytest.raises(ServiceDraining):
            await made.join(JoinCommand("room-b", "bob"))
        emptied = asyncio.create_task(made.calls.wait_empty())
        await asyncio.wait([emptied], timeout=0.2)
        assert not emptied.done()
        await made.leave.by_session(session.session_id)
        async with asyncio.timeout(SOON_S):
            await emptied


async def test_a_call_that_is_carried_elsewhere_ends_in_its_process() -> None:
    async with service() as made:
        session = await made.join(JoinCommand("room-a", "ada"))
        await made.calls.end(session.session_id, EndReason.DISPLACED)
        over = await made.registry.get(session.session_id)
        assert over is not None
        assert (over.status, over.reason) == (Status.ENDED, EndReason.DISPLACED)
