"""Tenants' calls, counted within one process."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable

from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.live_call_cap import PLACED_WITHIN_S, LiveCallCap


class InMemoryLiveCallCap(LiveCallCap):
    def __init__(self, calls: CallRegistry, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._clock = clock
        self._admitted: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._one = asyncio.Lock()

    async def admit(self, tenant: str, call_id: str, most: int) -> bool:
        async with self._one:
            live = {call.call_id for call in await self._calls.live()}
            young_s = self._clock() - PLACED_WITHIN_S
            admitted = self._admitted[tenant]
            counted = {each: at_s for each, at_s in admitted.items() if each in live or at_s > young_s}
            is_admitted = call_id in counted or len(counted) < most
            if is_admitted:
                counted[call_id] = self._clock()
            self._admitted[tenant] = counted
            return is_admitted

    async def release(self, tenant: str, call_id: str) -> None:
        self._admitted[tenant].pop(call_id, None)
