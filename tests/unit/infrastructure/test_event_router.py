"""Who is given which event of LiveKit's library."""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from livekit import rtc
from livekit.rtc._ffi_client import INVALID_HANDLE, FfiHandle
from livekit.rtc._proto.ffi_pb2 import FfiEvent
from livekit.rtc._utils import Queue

from infrastructure.transport.event_router import EventRouter

A, B = 7, 8


class Known:
    """Subscribes as the library's rooms and streams do: for their kind of event, before they have a handle."""

    def __init__(self, router: EventRouter, *kinds: str, handle: int) -> None:
        self.queue = router.subscribe(filter_fn=lambda event: event.WhichOneof("message") in kinds)
        native = FfiHandle(INVALID_HANDLE)
        native.handle = handle
        native.mark_consumed()
        self.parts = SimpleNamespace(_ffi_queue=self.queue, _ffi_handle=native)


def stream(router: EventRouter, handle: int) -> Queue[FfiEvent]:
    known = Known(router, "audio_stream_event", handle=handle)
    router.narrow_stream(cast("rtc.AudioStream", known.parts))
    return known.queue


def room(router: EventRouter, handle: int) -> Queue[FfiEvent]:
    known = Known(router, "room_event", "capture_audio_frame", "rpc_method_invocation", handle=handle)
    router.narrow_room(cast("rtc.Room", known.parts))
    return known.queue


def sound(handle: int) -> FfiEvent:
    event = FfiEvent()
    event.audio_stream_event.stream_handle = handle
    return event


def happening(handle: int) -> FfiEvent:
    event = FfiEvent()
    event.room_event.room_handle = handle
    return event


def handed_over(request: int) -> FfiEvent:
    event = FfiEvent()
    event.capture_audio_frame.async_id = request
    return event


def called() -> FfiEvent:
    event = FfiEvent()
    event.rpc_method_invocation.local_participant_handle = 3
    return event


async def given(queue: Queue[FfiEvent]) -> Sequence[FfiEvent]:
    await asyncio.sleep(0)
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_sound_wakes_its_own_stream_only() -> None:
    router = EventRouter()
    ours, theirs = stream(router, A), stream(router, B)

    router.put(sound(A))

    assert await given(ours) == [sound(A)]
    assert await given(theirs) == []


async def test_what_happens_in_a_room_wakes_that_room_only() -> None:
    router = EventRouter()
    ours, theirs = room(router, A), room(router, B)

    router.put(happening(A))

    assert await given(ours) == [happening(A)]
    assert await given(theirs) == []


async def test_what_an_agent_has_said_wakes_no_room_but_who_waits_for_it() -> None:
    router = EventRouter()
    a_room, waiting = room(router, A), router.subscribe()

    router.put(handed_over(1))

    assert await given(waiting) == [handed_over(1)]
    assert await given(a_room) == []


async def test_every_room_looks_whether_it_is_called() -> None:
    router = EventRouter()
    rooms = room(router, A), room(router, B)

    router.put(called())

    assert [await given(each) for each in rooms] == [[called()], [called()]]


async def test_who_is_not_known_yet_is_offered_all_of_his_kind() -> None:
    router = EventRouter()
    stream(router, A)
    new = Known(router, "audio_stream_event", handle=B).queue

    router.put(sound(B))

    assert await given(new) == [sound(B)]


async def test_who_unsubscribes_is_given_nothing_more() -> None:
    router = EventRouter()
    queues = stream(router, A), room(router, B), router.subscribe()
    for queue in queues:
        router.unsubscribe(queue)
        router.unsubscribe(queue)  # the library does so twice

    for event in (sound(A), happening(B), called(), handed_over(1)):
        router.put(event)

    assert [await given(each) for each in queues] == [[], [], []]


async def test_a_stream_that_has_ended_before_it_was_known_stays_unsubscribed() -> None:
    router = EventRouter()
    over: Any = Known(router, "audio_stream_event", handle=A)
    router.unsubscribe(over.queue)
    router.narrow_stream(over.parts)

    router.put(sound(A))

    assert await given(over.queue) == []


def test_an_event_loop_that_was_closed_is_no_error() -> None:
    router = EventRouter()

    async def listen() -> None:
        stream(router, A)

    asyncio.run(listen())

    router.put(sound(A))
