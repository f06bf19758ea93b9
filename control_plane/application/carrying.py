"""Having a wanted call carried exactly once, however often and whenever it is asked for."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from control_plane.application.background import Background
from control_plane.application.placement import Placement, command
from control_plane.application.refusal import refusal
from control_plane.application.room_locks import RoomLocks
from control_plane.domain.agent_errors import (
    AgentDraining,
    AgentError,
    AgentFull,
    AgentRefusesEpoch,
    AgentRefusesRoom,
    AgentSpent,
    AgentUnreachable,
)
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.errors import RoomTaken
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry

LOOK_AGAIN_S = 0.05
DEADLINE_S = 5.0
"""For all attempts together. Longer than a caller waits gladly; after it a clear refusal is better than hope."""


@dataclass(frozen=True, slots=True)
class Carried:
    """:ivar returned: the caller came back to a call that was live."""

    call: Call
    returned: bool


@dataclass(slots=True)
class Carrying:
    """Requests for the same room and caller that come together share one answer; later ones find the live call."""

    calls: CallRegistry
    agents: AgentService
    placement: Placement
    locks: RoomLocks
    background: Background
    now: Callable[[], datetime]
    deadline_s: float = DEADLINE_S
    _under_way: dict[tuple[str, str, str, str], asyncio.Task[Carried]] = field(
        default_factory=dict[tuple[str, str, str, str], "asyncio.Task[Carried]"], init=False
    )

    async def carry(self, wanted: Call, metadata: Mapping[str, object]) -> Carried:
        """The wanted call, or the live one that its caller has in that room. Cancelling stops the waiting only.

        :raises RoomTaken: the room belongs to another caller.
        :raises CallNotPlaced: no agent service carries it; nothing is left behind.
        """
        key = wanted.room, wanted.identity, wanted.tenant, wanted.owner
        task = self._under_way.get(key)
        if task is None:
            task = self.background.start(f"call:{wanted.call_id}:carry", self._carry(wanted, metadata))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key))
        return await asyncio.shield(task)

    async def _carry(self, wanted: Call, metadata: Mapping[str, object]) -> Carried:
        clock = asyncio.get_running_loop().time
        until_s = clock() + self.deadline_s
        async with self.locks.hold(wanted.room):
            while True:
                try:
                    return await self._carry_now(wanted, metadata, until_s)
                except AgentRefusesEpoch as error:
                    if clock() >= until_s:
                        raise refusal([error]) from error
                await asyncio.sleep(LOOK_AGAIN_S)

    async def _carry_now(self, wanted: Call, metadata: Mapping[str, object], until_s: float) -> Carried:
        """:raises AgentRefusesEpoch: the call has gone on elsewhere, and the registry is about to know where."""
        call = await self._claimed(wanted, until_s)
        if call.call_id == wanted.call_id:
            return Carried(await self.placement.place(call, metadata, until_s), returned=False)
        kept = await self._kept(call, metadata)
        if kept.is_live and (kept.agent or kept.status is CallStatus.RECOVERING):
            return Carried(kept, returned=True)
        again = kept if kept.is_live else await self.calls.claim(wanted)
        return Carried(await self.placement.place(again, metadata, until_s), returned=False)

    async def _claimed(self, wanted: Call, until_s: float) -> Call:
        """The call that has the room, once no other control plane is about to place it."""
        clock = asyncio.get_running_loop().time
        call = await self.calls.claim(wanted)
        while call.call_id != wanted.call_id and self._is_being_placed(call) and clock() < until_s:
            await asyncio.sleep(LOOK_AGAIN_S)
            call = await self.calls.claim(wanted)
        return call

    def _is_being_placed(self, call: Call) -> bool:
        is_recent = self.now() - call.confirmed_at < timedelta(seconds=self.deadline_s)
        return call.status is CallStatus.WANTED and is_recent

    async def _kept(self, call: Call, metadata: Mapping[str, object]) -> Call:
        """A live call, after its agent service was asked once more.

        A service that is not there, or that would have to take the call anew, has lost it: then the call is wanted
        again, with the next epoch. A service that is silent may still carry it, and a second agent must not come.
        """
        if call.status is CallStatus.RECOVERING:
            return call
        if not call.agent:  # whoever was about to place it is gone
            return await self._exchanged(call, call.succeeded())
        try:
            session = await self.agents.join(call.agent, command(call, metadata), self.deadline_s / 2)
        except (AgentUnreachable, AgentFull, AgentDraining, AgentSpent):
            return await self._exchanged(call, call.succeeded())
        except AgentRefusesRoom as error:
            raise RoomTaken from error
        except AgentRefusesEpoch:
            raise
        except AgentError as error:
            raise refusal([error]) from error
        else:
            self.placement.withdrawal.forget(call.agent, call.room)
            kept = call.carried(call.agent, session, self.now())
        return await self._exchanged(call, kept)

    async def _exchanged(self, before: Call, after: Call) -> Call:
        """The call afterwards; when it had moved on by itself, as it is now."""
        if await self.calls.exchange(before, after):
            return after
        return await self.calls.find(before.call_id) or before.over(CallStatus.ENDED, "session_gone", self.now())
