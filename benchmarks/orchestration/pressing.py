"""Callers who ask for tokens, each as soon as the one before was answered."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import numpy as np
import psutil

from benchmarks.orchestration.http import Asking

TOKEN = "/api/v1/livekit/token"  # noqa: S105
MS = 1000


@dataclass(frozen=True, slots=True)
class Pressed:
    """:ivar delays_s: of each request.
    :ivar took_s: of all.
    :ivar cpu_s: that the asked process computed meanwhile.
    :ivar failed: requests that were answered with something else than a token.
    """

    delays_s: Sequence[float]
    took_s: float
    cpu_s: float
    failed: int

    @property
    def per_second(self) -> float:
        return (len(self.delays_s) - self.failed) / self.took_s

    @property
    def per_core_second(self) -> float:
        return (len(self.delays_s) - self.failed) / self.cpu_s

    def percentile_ms(self, percent: float) -> float:
        return float(np.percentile(self.delays_s, percent)) * MS


async def press(url: str, process: psutil.Process, *, seconds: float, at_once: int) -> Pressed:
    parts = urlsplit(url)
    lines = [await Asking.at(parts.hostname or "", parts.port or 0) for _ in range(at_once)]
    delays_s: list[float] = []
    failed = 0

    async def ask(line: Asking) -> None:
        nonlocal failed
        while time.perf_counter() < until:
            began = time.perf_counter()
            status, _ = await line.post(TOKEN)
            delays_s.append(time.perf_counter() - began)
            failed += status != HTTPStatus.OK

    cpu_s, began = _cpu_s(process), time.perf_counter()
    until = began + seconds
    await asyncio.gather(*map(ask, lines))
    took_s, cpu_s = time.perf_counter() - began, _cpu_s(process) - cpu_s
    await asyncio.gather(*(line.close() for line in lines))
    return Pressed(delays_s, took_s, cpu_s, failed)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
