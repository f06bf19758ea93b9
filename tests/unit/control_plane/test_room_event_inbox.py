"""Events of the media server, dealt with behind."""

import asyncio
from collections import Counter

import pytest

from control_plane.application import room_event_inbox
from control_plane.application.room_event_inbox import RoomEventInbox
from control_plane.domain.entities.room_event import RoomEvent
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.seen_events import SeenEvents
from control_plane.infrastructure.in_memory_seen_events import InMemorySeenEvents
from tests.fakes.control_plane.security_meter import FakeSecurityMeter

POISON = "poison"


class Heeding:
    """:ivar heeded: events that were dealt with. :ivar tried: how often each was begun with."""

    def __init__(self) -> None:
        self.heeded: list[str] = []
        self.tried: Counter[str] = Counter()
        self.hold: asyncio.Event | None = None

    async def __call__(self, event: RoomEvent) -> None:
        self.tried[event.event_id] += 1
        if self.hold:
            await self.hold.wait()
        if event.room == POISON:
            raise ZeroDivisionError("hunter2")
        self.heeded.append(event.event_id)


class AwaySeenEvents(SeenEvents):
    async def first(self, event_id: str) -> bool:
        raise RegistryUnavailable


def event(event_id: str, room: str = "lobby", kind: str = "participant_left") -> RoomEvent:
    return RoomEvent(event_id, kind, room)


def inbox_of(heed: Heeding, meter: FakeSecurityMeter, seen: SeenEvents | None = None) -> RoomEventInbox:
    return RoomEventInbox(heed, seen or InMemorySeenEvents(), meter, tries_after_s=(0.0, 0.0))


async def until_counted(meter: FakeSecurityMeter, outcome: str, times: int = 1) -> None:
    async with asyncio.timeout(5):
        while meter.webhooks[outcome] < times:
            await asyncio.sleep(0)


async def test_an_event_is_heeded_once_however_often_it_is_told() -> None:
    heed, meter = Heeding(), FakeSecurityMeter()
    async with inbox_of(heed, meter) as inbox:
        for _ in range(3):
            await inbox.take(event("e1"))
        await until_counted(meter, "heeded")
    assert heed.heeded == ["e1"]
    assert meter.webhooks == Counter(heeded=1, repeated=2)


async def test_what_says_nothing_of_a_call_is_not_heeded() -> None:
    heed, meter = Heeding(), FakeSecurityMeter()
    async with inbox_of(heed, meter) as inbox:
        await inbox.take(event("e1", kind="track_published"))
        await inbox.take(event("e2", room=""))
    assert meter.webhooks == Counter(unused=2)


async def test_a_poisoned_event_is_set_aside_after_three_tries_and_the_rest_flows() -> None:
    heed, meter = Heeding(), FakeSecurityMeter()
    async with inbox_of(heed, meter) as inbox:
        await inbox.take(event("bad\n", room=POISON))
        for n in range(20):
            await inbox.take(event(f"good{n}"))
        await until_counted(meter, "set_aside")
        await until_counted(meter, "heeded", 20)
    assert heed.tried["bad\n"] == 3
    (aside,) = inbox.set_aside
    assert (aside.event_id, aside.error) == ("bad\ufffd", "ZeroDivisionError")
    assert "hunter2" not in repr(aside)


async def test_what_is_set_aside_does_not_grow_for_ever() -> None:
    inbox = inbox_of(Heeding(), FakeSecurityMeter())
    for n in range(1_000):
        inbox.put_aside(str(n), "", "", "ParseError")
    assert len(inbox.set_aside) == room_event_inbox.MOST_SET_ASIDE
    assert inbox.set_aside[-1].event_id == "999"


async def test_a_full_inbox_asks_for_the_event_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_event_inbox, "MOST_WAITING", 2)
    heed, meter = Heeding(), FakeSecurityMeter()
    inbox = inbox_of(heed, meter)
    await inbox.take(event("e1"))
    await inbox.take(event("e2"))
    with pytest.raises(RegistryUnavailable):
        await inbox.take(event("e3"))
    async with inbox:
        await until_counted(meter, "heeded", 2)
        await inbox.take(event("e3"))
        await until_counted(meter, "heeded", 3)
    assert heed.heeded == ["e1", "e2", "e3"]


async def test_an_event_that_nobody_can_tell_to_be_new_is_asked_for_again() -> None:
    async with inbox_of(Heeding(), FakeSecurityMeter(), AwaySeenEvents()) as inbox:
        with pytest.raises(RegistryUnavailable):
            await inbox.take(event("e1"))
