"""One connection to a control plane: reports go out in rhythm, and what is answered is obeyed."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from application.lease.news import News
from domain.errors import ControlPlaneUnavailable, LeaseRefused
from domain.interfaces.control_plane import LeaseLine, Orders, ReplicaReport

PERIOD_S = 0.5
"""Between two reports: three fit into a lease of 1.5 s, so that one may be lost and one late."""

SHORTEST_PERIOD_S = 0.1
"""Whatever the control plane says of the lease's length."""

GAP_S = 0.02
"""Between two reports at least, however fast sessions change: what comes together is told together."""

ANSWER_S = 0.6
"""For an answer. Whoever is slower may be frozen: with another instance the lease is kept within its 1.5 s."""

LOOK_S = 0.1


class Renewal:
    """
    :param changed: set by whoever has news that must not wait for the rhythm.
    :param leaving: set when this replica goes: all that is untold is told, and the connection is closed in good
        order.
    :param obey: called with each answer, and the report that it is for.
    """

    def __init__(
        self,
        line: LeaseLine,
        news: News,
        *,
        changed: asyncio.Event,
        leaving: asyncio.Event,
        obey: Callable[[Orders, ReplicaReport], Awaitable[None]],
    ) -> None:
        self._line = line
        self._news = news
        self._changed = changed
        self._leaving = leaving
        self._obey = obey
        self._period_s = PERIOD_S
        self._unanswered: deque[ReplicaReport] = deque()
        self._all_answered = asyncio.Event()

    async def hold(self) -> None:
        """Until this replica has left.

        :raises ControlPlaneUnavailable: the connection broke, or is as good as broken.
        :raises LeaseRefused: the control plane does not want this replica, or says what makes no sense.
        """
        parts = {"tell": self._tell(), "listen": self._listen(), "watch": self._watch()}
        tasks = [asyncio.create_task(part, name=f"lease:{name}") for name, part in parts.items()]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._line.drop()

    async def _tell(self) -> None:
        while True:
            self._changed.clear()
            leaving = self._leaving.is_set()
            report = await self._news.report(leaving=leaving)
            self._unanswered.append(report)
            self._all_answered.clear()
            await self._line.send(report)
            if not leaving:
                await self._until_due()
                continue
            await self._all_answered.wait()
            if not report.sessions:
                await self._line.close()
                return
            await asyncio.sleep(GAP_S)

    async def _until_due(self) -> None:
        """The rhythm's next beat, or at once when there is news."""
        began = asyncio.get_running_loop().time()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._period_s):
                await self._changed.wait()
        passed_s = asyncio.get_running_loop().time() - began
        if passed_s < GAP_S:
            await asyncio.sleep(GAP_S - passed_s)

    async def _listen(self) -> None:
        while True:
            orders = await self._line.answer()
            if not self._unanswered:
                raise LeaseRefused(
                    "it answers what it was not told: it is no control plane that this replica knows"
                )
            report = self._unanswered.popleft()
            if orders.learnt:
                self._news.learnt(report)
            self._period_s = min(PERIOD_S, max(SHORTEST_PERIOD_S, orders.lease_s / 3))
            await self._obey(orders, report)
            if not self._unanswered:
                self._all_answered.set()

    async def _watch(self) -> None:
        """Counts looks instead of time: when this process was held up, that is not the other side's fault."""
        oldest, looks = None, 0
        while looks * LOOK_S < ANSWER_S:
            await asyncio.sleep(LOOK_S)
            waiting = self._unanswered[0] if self._unanswered else None
            looks = looks + 1 if waiting is not None and waiting is oldest else 0
            oldest = waiting
        raise ControlPlaneUnavailable(f"it did not answer within {ANSWER_S:g} s")
