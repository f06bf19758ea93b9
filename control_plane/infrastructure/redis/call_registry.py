"""The calls of a fleet with several control planes."""

from collections.abc import AsyncGenerator, Sequence

from pydantic import TypeAdapter

from control_plane.domain.entities.call import Call
from control_plane.domain.entities.moment import microseconds
from control_plane.domain.errors import RoomTaken, StaleEpoch, TenantFull
from control_plane.domain.interfaces.call_registry import CallFilter, CallRegistry, Position
from control_plane.infrastructure.redis.connection import RedisConnection

CALL = TypeAdapter(Call)
PART = 200
"""Redis and this process do nothing else meanwhile: some 5 ms."""
LOOKED_AT = 500
"""Of a page, in one step: about a millisecond of Redis. A page with few among many takes several."""


class RedisCallRegistry(CallRegistry):
    """Each step is one Lua script, beside which nothing else runs in Redis.

    :param kept_ended: how many calls that are over are kept; beyond that the one that ended first is forgotten.
    :param most_of_tenant: live calls; None: any number.
    """

    def __init__(
        self, connection: RedisConnection, kept_ended: int = 1_000, most_of_tenant: int | None = None
    ) -> None:
        self._run = connection.run
        self._kept_ended = kept_ended
        self._most_of_tenant = most_of_tenant

    async def claim(self, call: Call) -> Call:
        most = self._most_of_tenant
        outcome = await self._run("calls/claim", *self._told(call), "" if most is None else most)
        if outcome == "taken":
            raise RoomTaken
        if outcome == "full" and most is not None:
            raise TenantFull(most)
        return call if outcome == "claimed" else _read(outcome)

    async def save(self, call: Call) -> None:
        outcome = await self._run("calls/save", *self._told(call))
        if outcome == "taken":
            raise RoomTaken
        if outcome != "saved":
            raise StaleEpoch(call.epoch, int(outcome))

    async def exchange(self, before: Call, after: Call, leader: int = 0) -> bool:
        seen = before.epoch, before.agent, before.status, before.reserved_epoch
        return bool(await self._run("calls/exchange", *seen, leader, *self._told(after)))

    async def release(self, call_id: str, epoch: int) -> None:
        await self._run("calls/release", call_id, epoch)

    async def find(self, wanted: str) -> Call | None:
        (found,) = await self.find_all([wanted])
        return found

    async def find_all(self, wanted: Sequence[str]) -> tuple[Call | None, ...]:
        found: list[Call | None] = []
        for begin in range(0, len(wanted), PART):
            part = await self._run("calls/find", *wanted[begin : begin + PART])
            found += [_read(told) if told else None for told in part]
        return tuple(found)

    async def live_in_room(self, room: str) -> Call | None:
        found = await self._run("calls/live_in_room", room)
        return _read(found) if found else None

    async def live(self) -> AsyncGenerator[Call]:
        place = "0"
        while True:
            place, part = await self._run("calls/live", place, PART)
            for call in _read_all(part):
                yield call
            if place == "0":
                return

    async def count_live(self) -> int:
        return int(await self._run("calls/count_live"))

    async def carried_by(self, agent: str) -> tuple[Call, ...]:
        return _read_all(await self._run("calls/of_set", f"carried:{agent}"))

    async def recovering(self) -> tuple[Call, ...]:
        return _read_all(await self._run("calls/of_set", "calls:recovering"))

    async def page(self, wanted: CallFilter, limit: int, after: Position | None) -> tuple[Call, ...]:
        filters = (wanted.identity or "", wanted.room or "", wanted.tenant or "", wanted.owner or "")
        behind: Sequence[str | int] = (microseconds(after.started_at), after.call_id) if after else ("+inf", "")
        found: list[Call] = []
        while behind:
            told = (limit - len(found), LOOKED_AT, *filters, *behind, *wanted.statuses)
            part, *behind = await self._run("calls/page", *told)
            found += _read_all(part)
        return tuple(found)

    def _told(self, call: Call) -> tuple[str | int, ...]:
        """In the order of `put` in scripts/calls/_shared.lua."""
        return (
            call.call_id,
            call.epoch,
            call.room,
            call.identity,
            call.agent,
            call.session_id,
            call.status,
            int(call.is_live),
            microseconds(call.started_at),
            CALL.dump_json(call).decode(),
            self._kept_ended,
            call.tenant,
            call.owner,
        )


def _read(told: str) -> Call:
    return CALL.validate_json(told)


def _read_all(told: Sequence[str]) -> tuple[Call, ...]:
    return tuple(map(_read, told))
