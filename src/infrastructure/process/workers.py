"""All processes that carry calls, as one."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from domain.errors import ConfigurationInvalid
from domain.interfaces.process_load import NEVER_LATE, Lateness, LoadWatch, Size
from domain.interfaces.provider_watch import ProviderState, ProviderWatch
from infrastructure.process.report import Report
from infrastructure.process.worker import Worker

POLL_S = 0.02

START_S = 120.0
"""For all to be ready: a second or two each, and a minute on a machine that has too much to do."""


class Workers(ProviderWatch, LoadWatch):
    """What they report, put together."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._keeping: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Returns when all can take calls.

        :raises ConfigurationInvalid: one of them cannot start; its log says why.
        """
        self._keeping = [asyncio.create_task(each.keep(), name="worker:keep") for each in self._workers]
        give_up_at = asyncio.get_running_loop().time() + START_S
        while not all(each.report for each in self._workers):
            is_late = asyncio.get_running_loop().time() > give_up_at
            if is_late or any(each.has_failed for each in self._workers):
                await self.close()
                raise ConfigurationInvalid("a process that carries calls did not start: its log, above, says why")
            await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        """Calls must have been stopped."""
        for each in self._workers:
            each.part()
        await asyncio.gather(*self._keeping, return_exceptions=True)

    def states(self) -> Sequence[ProviderState]:
        """A provider that is up for any of them is up: another one may only not have tried again yet."""
        merged: dict[tuple[str, str], ProviderState] = {}
        for state in (state for report in self._reports() for state in report.providers):
            known = merged.get((state.leg, state.provider))
            merged[state.leg, state.provider] = _both(known, state) if known else state
        return tuple(self._with_past(state) for state in merged.values())

    def lateness(self) -> Lateness:
        now = (report.lateness for report in self._reports())
        return sum((*(each.past.lateness for each in self._workers), *now), NEVER_LATE)

    def size(self) -> Size:
        sizes = [report.size for report in self._reports()]
        return Size(sum(each.tasks for each in sizes), sum(each.threads for each in sizes))

    def _with_past(self, state: ProviderState) -> ProviderState:
        past = sum(each.past.failures.get((state.leg, state.provider), 0) for each in self._workers)
        return replace(state, failures=state.failures + past)

    def _reports(self) -> list[Report]:
        return [each.report for each in self._workers if each.report is not None]


def _both(one: ProviderState, other: ProviderState) -> ProviderState:
    return ProviderState(one.leg, one.provider, one.is_up or other.is_up, one.failures + other.failures)
