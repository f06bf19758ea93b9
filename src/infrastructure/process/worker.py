"""A process of its own that carries calls, kept alive and spoken to from this one."""

import asyncio
import logging
import os
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.entities.events import CallEvent, SessionChanged
from domain.entities.session import EndReason, Session, Status
from domain.errors import MediaUnavailable, NotMovable, ServiceBusy, ServiceDraining
from domain.interfaces.calls import Calls
from domain.interfaces.events import CallEvents
from domain.interfaces.registry import SessionRegistry
from domain.interfaces.spending import Spending
from infrastructure.process.channel import Channel, Handler, PeerFailed, PeerGone
from infrastructure.process.report import EVERY_S, Past, Report

logger = logging.getLogger(__name__)

ADMISSION_S = 1.0
"""To begin a call, which takes a millisecond. A process that comes to it later begins none: the call is carried
elsewhere by then, and a second agent would throw out the first."""

ANSWER_S = 0.5
"""For the answer to that, beside."""

SILENT_S = 1.0
"""Without a report, and it is not asked to carry more."""

LOST_S = 10.0
"""Without a report, and it is ended: what it plays to its callers ran dry long ago."""

LEAVING_S = 5.0
"""For it to release what it has, after its calls have ended."""

PAUSES_S = (0.0, 1.0, 5.0, 30.0)
"""Before it is started again, when it has not lived for the longest of them."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is run, with a socket's number as its last argument.

    :ivar env: variables over those of this process.
    """

    command: Sequence[str]
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Office:
    """Where the processes' calls are known together.

    :ivar lost: told of the sessions of a process that has died.
    """

    registry: SessionRegistry
    events: CallEvents
    spending: Spending
    lost: Callable[[Session], Awaitable[None]]


class Worker(Calls):
    """To be kept by `keep`; while its process is not there its capacity is 0.

    :param name: as the log tells it.
    """

    def __init__(self, name: str, program: Program, office: Office, *, stop_timeout_s: float) -> None:
        self._name = name
        self._program = program
        self._office = office
        self._stop_timeout_s = stop_timeout_s
        self._channel: Channel | None = None
        self._live: dict[str, Session] = {}
        self._beginning: set[str] = set()
        self._unwanted: set[str] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._parting = asyncio.Event()
        self._reported_at = 0.0
        self._has_ended = False
        self._is_draining = False
        self.past = Past()
        self.report: Report | None = None
        self.pid: int | None = None

    @property
    def live_count(self) -> int:
        return len(self._live.keys() | self._beginning)

    @property
    def capacity(self) -> int:
        return 0 if self.report is None else self.report.capacity

    @property
    def lag_s(self) -> float:
        return 0.0 if self.report is None else max(self.report.lag_s, self._silent_s() - EVERY_S)

    @property
    def is_busy(self) -> bool:
        return self.report is not None and (self.report.is_busy or self._silent_s() > SILENT_S)

    @property
    def is_stopping(self) -> bool:
        return self._is_draining or self._parting.is_set()

    def carries(self, session_id: str) -> bool:
        return session_id in self._live

    async def admit(self, session: Session) -> None:
        if self.is_stopping:
            raise ServiceDraining
        if self._silent_s() > SILENT_S:
            raise ServiceBusy(self.lag_s)
        self._unwanted.discard(session.session_id)
        self._beginning.add(session.session_id)
        try:
            async with asyncio.timeout(ADMISSION_S + ANSWER_S):
                await self._ask("admit", session, time.monotonic() + ADMISSION_S)
        except TimeoutError as error:
            self._unwanted.add(session.session_id)
            raise ServiceBusy(self.lag_s) from error
        except PeerGone as error:
            raise ServiceDraining from error
        finally:
            self._beginning.discard(session.session_id)

    async def joined(self, session_id: str) -> Session:
        try:
            return await self._ask("joined", session_id)
        except (PeerGone, PeerFailed) as error:
            raise MediaUnavailable("the process that was to carry the call has failed: try again") from error

    async def hand_over(self, session_id: str, *, epoch: int, successor_epoch: int, within_s: float) -> None:
        try:
            await self._ask("hand_over", session_id, epoch, successor_epoch, within_s)
        except (PeerGone, PeerFailed) as error:
            raise NotMovable("the process that carries it has failed") from error

    async def end(self, session_id: str, reason: EndReason) -> None:
        try:
            await self._ask("end", session_id, reason)
        except PeerGone:
            await self._lose(session_id)

    def drain(self) -> None:
        self._is_draining = True

    async def wait_empty(self) -> None:
        with suppress(PeerGone, PeerFailed):  # so have its calls
            await self._ask("wait_empty")

    async def stop(self) -> None:
        self._parting.set()
        if self._channel is None:
            return
        try:
            async with asyncio.timeout(self._stop_timeout_s + LEAVING_S):
                await self._ask("stop")
        except (TimeoutError, PeerGone, PeerFailed):
            logger.warning("%s did not end its calls", self._name)

    @property
    def has_failed(self) -> bool:
        """Whether it has ended and is not there again."""
        return self._has_ended and self.report is None

    def part(self) -> None:
        """Let it end, and not start it again."""
        self._parting.set()
        if self._channel is not None:
            self._channel.close()

    async def keep(self) -> None:
        """Start the process, and start it again whenever it ends, until told to stop."""
        clock = asyncio.get_running_loop().time
        short_lives = 0
        while not self._parting.is_set():
            began = clock()
            try:
                await self._run()
            except Exception:
                logger.exception("%s could not be run", self._name)
            self._has_ended = True
            if self.is_stopping:
                return
            logger.error("%s has ended by itself, and is started again", self._name)
            short_lives = short_lives + 1 if clock() - began < PAUSES_S[-1] else 0
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSES_S[min(short_lives, len(PAUSES_S) - 1)]):
                    await self._parting.wait()

    async def _run(self) -> None:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                child = await asyncio.to_thread(_start, self._program, theirs)
        except BaseException:
            ours.close()
            raise
        self.pid = child.pid
        channel = self._channel = await Channel.over(ours, self._handlers())
        self._heard_of()
        watching = asyncio.create_task(self._watch(channel), name=f"{self._name}:watch")
        if self._parting.is_set():
            channel.close()
        try:
            await channel.serve()
        finally:
            watching.cancel()
            if self.report is not None:
                self.past = self.past.followed_by(self.report)
            self._channel = self.report = self.pid = None
            await asyncio.shield(asyncio.to_thread(_see_end_of, child))
            self._unwanted.clear()
            for session_id in tuple(self._live):
                await self._lose(session_id)

    async def _watch(self, channel: Channel) -> None:
        """Part from a process that says nothing any more. One that is still starting is waited for."""
        is_lost = False
        while not is_lost:
            await asyncio.sleep(EVERY_S)
            is_lost = self.report is not None and self._silent_s() > LOST_S
        logger.error("%s has said nothing for %g s: it is ended", self._name, LOST_S)
        channel.close()

    def _handlers(self) -> Mapping[str, Handler]:
        spending = self._office.spending
        return {
            "report": self._take_report,
            "save": self._save,
            "publish": self._publish,
            "add": spending.add,
            "spent": spending.spent,
        }

    async def _take_report(self, report: Report) -> None:
        self.report = report
        self._heard_of()

    async def _save(self, session: Session) -> None:
        if session.session_id in self._unwanted:
            await self._put_down(session)
            return
        if session.is_live:
            self._live[session.session_id] = session
        else:
            self._live.pop(session.session_id, None)
        await self._office.registry.save(session)

    async def _put_down(self, session: Session) -> None:
        """It was asked for too long ago: it is carried elsewhere, or was refused."""
        if session.status in (Status.JOINING, Status.STANDBY):
            ending = asyncio.create_task(self.end(session.session_id, EndReason.DISPLACED), name="worker:put down")
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _publish(self, event: CallEvent) -> None:
        if isinstance(event, SessionChanged):
            session_id, is_over = event.session.session_id, not event.session.is_live
        else:
            session_id, is_over = event.session_id, False
        if session_id not in self._unwanted:
            self._office.events.publish(event)
        elif is_over:
            self._unwanted.discard(session_id)

    async def _lose(self, session_id: str) -> None:
        session = self._live.pop(session_id, None)
        if session is None:
            return
        try:
            await self._office.lost(session)
        except Exception:  # the others must be told of all the same
            logger.exception("a lost call was not told of", extra={"session_id": session_id})

    async def _ask(self, name: str, *args: object) -> Any:
        if self._channel is None:
            raise PeerGone(f"{self._name} is not there")
        return await self._channel.ask(name, *args)

    def _heard_of(self) -> None:
        self._reported_at = asyncio.get_running_loop().time()

    def _silent_s(self) -> float:
        return asyncio.get_running_loop().time() - self._reported_at


def _start(program: Program, end: socket.socket) -> subprocess.Popen[bytes]:
    """In a session of its own, so that a Ctrl-C in the terminal reaches this process alone. That this process is
    gone it sees at its end of the socket.
    """
    return subprocess.Popen(  # noqa: S603  # the program is our own
        [*program.command, str(end.fileno())],
        env={**os.environ, **program.env},
        stdin=subprocess.DEVNULL,
        pass_fds=[end.fileno()],
        start_new_session=True,
    )


def _see_end_of(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(LEAVING_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
