"""A replica says that it is alive."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from control_plane.application.background import Background
from control_plane.application.learning import Learning, Learnt, call_id_of
from control_plane.domain.entities.agent import AgentSession
from control_plane.domain.entities.call import OVER, Call
from control_plane.domain.entities.replica import LeaseReport, Renewal, Report
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.alarm import Alarm
from control_plane.domain.interfaces.call_meter import CallMeter
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

logger = logging.getLogger(__name__)
LEASE_S = 1.5
"""Three reports: one that is late does not cost a call its agent."""
GRACE_S = 0.2
"""Connections break without their replica: within this time it is back, at whichever control plane. Not waited for
where nothing takes connections any more at its address.
"""
COMPARED_AT_FIRST = 4
"""A call that was placed just before a report was written is told by the next ones."""
COMPARED_EVERY = 10
"""What is told is compared with all that the registry has there every five seconds, and when there is a reason to;
in between only changes cost anything.
"""


@dataclass(frozen=True, slots=True)
class LeaseAnswer:
    """:ivar stale: call ids of sessions that have been succeeded: to be ended, their rooms left open.
    :ivar drain: an operator wants the replica empty.
    :ivar learnt: what was told is in the registry. Otherwise the replica tells again what has ended.
    """

    lease_s: float
    stale: tuple[str, ...] = ()
    drain: bool = False
    learnt: bool = True


@dataclass(frozen=True, slots=True)
class HoldLease:
    replicas: ReplicaRegistry
    learning: Learning
    alarm: Alarm
    meter: CallMeter
    background: Background

    def __call__(self) -> "Lease":
        """For one connection of one replica."""
        return Lease(self)


class Lease:
    """What is known from the reports of one connection."""

    def __init__(self, parts: HoldLease) -> None:
        self._parts = parts
        self._told: dict[str, AgentSession] = {}
        self._stale: set[str] = set()
        self._heard = 0
        self._last: tuple[Report, Renewal] | None = None
        self._asked: asyncio.Task[Sequence[AgentSession]] | None = None

    async def renew(self, told: LeaseReport) -> LeaseAnswer:
        """Take a report. While the registry cannot be reached the replica is told to go on: its calls do."""
        at = self._parts.learning.now()
        try:
            return await self._renew(told, at)
        except RegistryUnavailable:
            logger.warning("lease not renewed: the registry does not answer replica=%s", told.report.replica_id)
            self._heard = 0
            return LeaseAnswer(LEASE_S, learnt=False)

    def broke(self) -> None:
        """The connection broke. Returns at once; unless the replica is back soon, its lease will be over."""
        self._ask_no_more()
        if self._last:
            report, renewal = self._last
            self._parts.background.start(f"replica:{report.replica_id}:end", self._end(report, renewal))

    async def closed(self) -> None:
        """The replica closed the connection as it should: when it was empty and wanted to go, it has gone."""
        self._ask_no_more()
        if self._last is None:
            return
        report, _ = self._last
        if not report.draining or self._told:
            self.broke()
            return
        try:
            await self._parts.replicas.leave(report.replica_id, report.incarnation)
        except RegistryUnavailable:  # then its time runs out by itself
            return
        self._parts.meter.lease_over("left")
        logger.info("replica left replica=%s", report.replica_id)

    async def _renew(self, told: LeaseReport, at: datetime) -> LeaseAnswer:
        """:param at: when the report came."""
        agent = told.report.url
        sessions = {session.session_id: session for session in told.sessions}
        live = {session_id: each for session_id, each in sessions.items() if each.status not in OVER}
        settled = [call_id_of(each) for session_id, each in sessions.items() if session_id not in self._told]
        renewal = await self._parts.replicas.renew(told.report, len(live), settled, LEASE_S)
        self._last = told.report, renewal
        changed = [each for session_id, each in sessions.items() if self._told.get(session_id) != each]
        gone = [] if told.more else [session_id for session_id in self._told if session_id not in sessions]
        if not told.more and self._is_to_compare(renewal):
            compared = await self._parts.learning.compare(agent, sessions.keys(), at)
            gone = list({*gone, *compared.gone})
            doubtful = {session_id: each for session_id, each in live.items() if session_id not in compared.known}
            await self._complete(agent, compared.found)
            changed = list({each.session_id: each for each in (*changed, *doubtful.values())}.values())
        await self._learn(agent, changed, gone)
        self._told = live
        self._heard = 0 if told.more else self._heard + 1
        self._stale &= {call_id_of(each) for each in live.values()}
        return LeaseAnswer(LEASE_S, tuple(sorted(self._stale)), renewal.told_to_drain)

    def _is_to_compare(self, renewal: Renewal) -> bool:
        is_answered = self._asked is not None and self._asked.done()
        is_due = self._heard < COMPARED_AT_FIRST or self._heard % COMPARED_EVERY == 0
        return renewal.was_over or is_answered or is_due

    def _ask(self, agent: str) -> None:
        self._asked = self._parts.background.start(f"replica:{agent}:ask", self._parts.learning.ask(agent))

    def _ask_no_more(self) -> None:
        if self._asked is not None:
            self._asked.cancel()

    async def _complete(self, agent: str, found: Collection[Call]) -> None:
        """With what was asked for behind an answer, as the replica waits for that. Written between two reports, as
        each of them writes what it has read of a call. What is still missing then is asked for again.
        """
        if found and self._asked is None:
            self._ask(agent)
        elif self._asked is not None and self._asked.done():
            asked, self._asked = self._asked, None
            if not asked.cancelled() and asked.exception() is None:
                await self._parts.learning.complete(found, asked.result())

    async def _learn(self, agent: str, changed: list[AgentSession], gone: list[str]) -> None:
        learning = self._parts.learning
        learnt = await learning.learn(agent, changed)
        for session, each in zip(changed, learnt, strict=True):
            (self._stale.add if each is Learnt.STALE else self._stale.discard)(call_id_of(session))
        if Learnt.FOUND in learnt and self._asked is None:
            self._ask(agent)
        lost = await asyncio.gather(*(learning.lose(agent, session_id) for session_id in gone))
        if any(lost):
            logger.warning("calls no longer told agent=%s calls=%d", agent, sum(lost))
            await self._parts.alarm.ring()

    async def _end(self, report: Report, renewal: Renewal) -> None:
        clock = asyncio.get_running_loop().time
        waited_until_s = clock() + GRACE_S
        if not await self._parts.learning.is_gone(report.url, within_s=GRACE_S):
            await asyncio.sleep(waited_until_s - clock())
        try:
            is_over = await self._parts.replicas.end(report.replica_id, renewal.number)
        except RegistryUnavailable:  # then its time runs out by itself
            return
        if is_over:
            self._parts.meter.lease_over("broke")
            logger.warning("replica lost replica=%s agent=%s", report.replica_id, report.url)
            await self._parts.alarm.ring()
