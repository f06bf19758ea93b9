"""The calls of a fleet with one control plane."""

from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.errors import RoomTaken, StaleEpoch, TenantFull
from control_plane.domain.interfaces.call_registry import CallFilter, CallRegistry, Position


class InMemoryCallRegistry(CallRegistry):
    """Calls in dictionaries; each method runs without giving way, so it is one atomic step.

    :param kept_ended: how many calls that are over are kept; beyond that the one that ended first is forgotten.
    :param most_of_tenant: live calls; None: any number.
    """

    def __init__(self, kept_ended: int = 1_000, most_of_tenant: int | None = None) -> None:
        self._kept_ended = kept_ended
        self._most_of_tenant = most_of_tenant
        self._live_of: Counter[str] = Counter()
        self._calls: dict[str, Call] = {}
        self._ids_of_sessions: dict[str, str] = {}
        self._ids_in_rooms: dict[str, str] = {}
        self._ids_at_agents: defaultdict[str, set[str]] = defaultdict(set)
        self._ids_recovering: set[str] = set()
        self._ended: dict[str, None] = {}
        self._newest_leader = 0

    async def claim(self, call: Call) -> Call:
        if held := self._live_in_room(call.room):
            if not held.is_for(call):
                raise RoomTaken
            return held
        if self._most_of_tenant is not None and self._live_of[call.tenant] >= self._most_of_tenant:
            raise TenantFull(self._most_of_tenant)
        self._put(call)
        return call

    async def save(self, call: Call) -> None:
        known = self._calls.get(call.call_id)
        if known and (known.epoch > call.epoch or (call.is_live and not known.is_live)):
            raise StaleEpoch(call.epoch, known.epoch)
        held = self._live_in_room(call.room)
        if call.is_live and held and held.call_id != call.call_id:
            raise RoomTaken
        if known:
            self._drop(known)
            call = replace(call, reserved_epoch=max(call.reserved_epoch, known.reserved_epoch))
        self._put(call)

    async def exchange(self, before: Call, after: Call, leader: int = 0) -> bool:
        known = self._calls.get(before.call_id)
        if known is None or not known.is_live or 0 < leader < self._newest_leader:
            return False
        if _seen(known) != _seen(before):
            return False
        self._newest_leader = max(leader, self._newest_leader)
        self._drop(known)
        self._put(after)
        return True

    async def release(self, call_id: str, epoch: int) -> None:
        call = self._calls.get(call_id)
        if call and call.epoch <= epoch:
            self._drop(call)

    async def find(self, wanted: str) -> Call | None:
        return self._find(wanted)

    async def find_all(self, wanted: Sequence[str]) -> tuple[Call | None, ...]:
        return tuple(map(self._find, wanted))

    async def live_in_room(self, room: str) -> Call | None:
        return self._live_in_room(room)

    async def live(self) -> AsyncGenerator[Call]:
        for call_id in tuple(self._ids_in_rooms.values()):
            if call := self._calls.get(call_id):
                yield call

    async def count_live(self) -> int:
        return len(self._ids_in_rooms)

    async def carried_by(self, agent: str) -> tuple[Call, ...]:
        return tuple(self._calls[call_id] for call_id in self._ids_at_agents.get(agent, ()))

    async def recovering(self) -> tuple[Call, ...]:
        return tuple(self._calls[call_id] for call_id in self._ids_recovering)

    async def page(self, wanted: CallFilter, limit: int, after: Position | None) -> tuple[Call, ...]:
        newest_first = sorted(self._calls.values(), key=_position, reverse=True)
        behind = (call for call in newest_first if after is None or _position(call) < _key(after))
        return tuple(call for call in behind if wanted.accepts(call))[:limit]

    def _find(self, wanted: str) -> Call | None:
        return self._calls.get(self._ids_of_sessions.get(wanted, wanted))

    def _live_in_room(self, room: str) -> Call | None:
        call_id = self._ids_in_rooms.get(room)
        return self._calls[call_id] if call_id else None

    def _put(self, call: Call) -> None:
        self._calls[call.call_id] = call
        if call.session_id:
            self._ids_of_sessions[call.session_id] = call.call_id
        if call.is_live:
            self._live_of[call.tenant] += 1
            self._ids_in_rooms[call.room] = call.call_id
            if call.agent:
                self._ids_at_agents[call.agent].add(call.call_id)
            if call.status is CallStatus.RECOVERING:
                self._ids_recovering.add(call.call_id)
            return
        self._ended[call.call_id] = None
        if len(self._ended) > self._kept_ended:
            self._drop(self._calls[next(iter(self._ended))])

    def _drop(self, call: Call) -> None:
        del self._calls[call.call_id]
        if call.is_live:
            self._live_of[call.tenant] -= 1
            if not self._live_of[call.tenant]:
                del self._live_of[call.tenant]
        self._ids_of_sessions.pop(call.session_id, None)
        self._ended.pop(call.call_id, None)
        self._ids_recovering.discard(call.call_id)
        if at_agent := self._ids_at_agents.get(call.agent):
            at_agent.discard(call.call_id)
            if not at_agent:
                del self._ids_at_agents[call.agent]
        if self._ids_in_rooms.get(call.room) == call.call_id:
            del self._ids_in_rooms[call.room]


def _seen(call: Call) -> tuple[int, str, CallStatus, int]:
    return call.epoch, call.agent, call.status, call.reserved_epoch


def _position(call: Call) -> tuple[float, str]:
    return call.started_at.timestamp(), call.call_id


def _key(position: Position) -> tuple[float, str]:
    return position.started_at.timestamp(), position.call_id
