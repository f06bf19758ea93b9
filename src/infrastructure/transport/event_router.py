"""Each event of LiveKit's library goes to whom it concerns."""

# What the library has no public way to say is in its private parts.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false

import asyncio
import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress

from livekit import rtc
from livekit.rtc._ffi_client import FfiClient, FfiHandle, FfiQueue
from livekit.rtc._proto.ffi_pb2 import FfiEvent
from livekit.rtc._utils import Queue

Subscriber = tuple[Queue[FfiEvent], asyncio.AbstractEventLoop]

ALSO_FOR_ROOMS = frozenset({"rpc_method_invocation", "publish_track", "unpublish_track"})
"""Each room looks for itself whether these are meant for it."""


class EventRouter(FfiQueue[FfiEvent]):
    """The library's queue of events, which knows what a room, and a stream of sound, is there for.

    The library's own (livekit 1.1) offers every event of the process to every subscriber. Each window of one
    caller's sound then wakes the streams of all calls, and each piece that one agent says wakes the rooms of all
    calls: a call costs more the more there are. See livekit/python-sdks 812, which keeps sound from rooms only.

    Threads of the library put events in; each subscriber takes them out in its own event loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self._streams: dict[int, Subscriber] = {}
        self._rooms: dict[int, Subscriber] = {}
        self._withdrawals: dict[Queue[FfiEvent], Callable[[], object]] = {}

    def put(self, item: FfiEvent) -> None:
        _stay_known()
        kind = item.WhichOneof("message")
        with self._lock:
            match kind:
                case "audio_stream_event":
                    concerned = self._streams.get(item.audio_stream_event.stream_handle)
                case "room_event":
                    concerned = self._rooms.get(item.room_event.room_handle)
                case _:
                    concerned = None
            if concerned:
                _give(concerned, item)
                return
            if kind in ALSO_FOR_ROOMS:
                for room in self._rooms.values():
                    _give(room, item)
            # Those who wait for an answer, and those who are not known yet: nobody becomes known in between.
            super().put(item)

    def unsubscribe(self, queue: Queue[FfiEvent]) -> None:
        with self._lock:
            withdraw = self._withdrawals.pop(queue, None)
            if withdraw:
                withdraw()
                return
        super().unsubscribe(queue)

    def narrow_stream(self, stream: rtc.AudioStream) -> None:
        """From now on it gets its own sound only."""
        self._narrow(stream._ffi_queue, stream._ffi_handle, self._streams)

    def narrow_room(self, room: rtc.Room) -> None:
        """From now on it gets its own events only, and what rooms have to look at themselves.

        :param room: connected.
        """
        self._narrow(room._ffi_queue, room._ffi_handle, self._rooms)

    def _narrow(self, queue: Queue[FfiEvent], handle: FfiHandle | None, of_kind: dict[int, Subscriber]) -> None:
        if handle is None:
            return
        number = handle.handle
        with self._lock:
            for place, (each, loop, _) in enumerate(self._subscribers):
                if each is queue:
                    del self._subscribers[place]
                    of_kind[number] = queue, loop
                    self._withdrawals[queue] = lambda: of_kind.pop(number)
                    return


def event_router() -> EventRouter:
    """The process's own, in place of the library's queue from the first time on."""
    client = FfiClient.instance
    if not isinstance(client._queue, EventRouter):
        router = EventRouter()
        router._subscribers += client._queue._subscribers
        client._queue = router
        return router
    return client._queue


_here = threading.local()


def _stay_known() -> None:
    """Let Python keep what it has made to run in this thread, which is the library's: one of three, to the end.

    It would be made anew for each event, with a stack that is mapped and unmapped; unmapping stops all threads of
    the process for a moment. With ten calls that was a tenth of two processors.
    """
    if not hasattr(_here, "is_known"):
        _here.is_known = True
        ctypes.pythonapi.PyGILState_Ensure()


def _give(subscriber: Subscriber, event: FfiEvent) -> None:
    queue, loop = subscriber
    with suppress(RuntimeError):  # its loop was closed: nobody listens there any more
        loop.call_soon_threadsafe(queue.put_nowait, event)
