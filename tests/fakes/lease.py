"""A control plane that does to replicas what a test wants, without a network."""

import asyncio
from collections import deque

from domain.errors import ControlPlaneUnavailable, LeaseRefused
from domain.interfaces.control_plane import ControlPlane, LeaseLine, Orders, ReplicaReport

FAITHFUL = Orders(1.5)


class FakeControlPlane(ControlPlane):
    """
    :ivar is_up: whether it can be connected to.
    :ivar is_refusing: whether it lets nobody in.
    :ivar is_answering: a frozen one takes what it is sent, and answers nothing.
    :ivar next_orders: what the next reports are answered with; after that, `FAITHFUL`.
    :ivar reports: all that came, with the time at which they did.
    :ivar attempts: when somebody tried to connect.
    """

    def __init__(self, address: str = "fake") -> None:
        self._address = address
        self.is_up = True
        self.is_refusing = False
        self.is_answering = True
        self.next_orders: deque[Orders] = deque()
        self.reports: list[tuple[float, ReplicaReport]] = []
        self.attempts: list[float] = []
        self.lines: list[FakeLine] = []

    @property
    def address(self) -> str:
        return self._address

    @property
    def latest(self) -> ReplicaReport:
        return self.reports[-1][1]

    @property
    def times(self) -> list[float]:
        return [time for time, _ in self.reports]

    async def open(self) -> "FakeLine":
        self.attempts.append(asyncio.get_running_loop().time())
        if not self.is_up:
            raise ControlPlaneUnavailable("nobody listens")
        if self.is_refusing:
            raise LeaseRefused("HTTP status 401: set PARLEY_SERVICE_KEYS")
        line = FakeLine(self)
        self.lines.append(line)
        return line

    def die(self) -> None:
        self.is_up = False
        for line in self.lines:
            line.end(ControlPlaneUnavailable("the connection broke"))


class FakeLine(LeaseLine):
    """:ivar is_closed: in good order."""

    def __init__(self, control_plane: FakeControlPlane) -> None:
        self._control_plane = control_plane
        self._answers: asyncio.Queue[Orders | Exception] = asyncio.Queue()
        self._failure: Exception | None = None
        self.is_closed = False

    async def send(self, report: ReplicaReport) -> None:
        if self._failure is not None:
            raise self._failure
        plane = self._control_plane
        plane.reports.append((asyncio.get_running_loop().time(), report))
        if plane.is_answering:
            self.say(plane.next_orders.popleft() if plane.next_orders else FAITHFUL)

    async def answer(self) -> Orders:
        said = await self._answers.get()
        if isinstance(said, Exception):
            raise said
        return said

    async def close(self) -> None:
        self.is_closed = True
        self.end(ControlPlaneUnavailable("closed"))

    def drop(self) -> None:
        self.end(ControlPlaneUnavailable("dropped"))

    def say(self, orders: Orders) -> None:
        """Also unasked."""
        self._answers.put_nowait(orders)

    def end(self, failure: Exception) -> None:
        if self._failure is None:
            self._failure = failure
            self._answers.put_nowait(failure)
