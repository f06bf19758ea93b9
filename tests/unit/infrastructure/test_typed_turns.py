"""What the caller types."""

import asyncio
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import cast
from uuid import uuid4

from livekit import rtc

from infrastructure.transport.typed_turns import MAX_CHARS, MAX_WAITING, TypedTurns

Handler = Callable[[rtc.TextStreamReader, str], None]


class FakeMessage:
    """A text stream that a test has filled."""

    def __init__(self, texts: AsyncIterator[str], stream_id: str = "") -> None:
        self.info = SimpleNamespace(stream_id=stream_id or uuid4().hex)
        self._texts = texts
        self.closed = False

    def __aiter__(self) -> AsyncIterator[str]:
        return self._texts

    def close(self) -> None:
        self.closed = True


class FakeRoom:
    """A room as far as text streams go: a test opens them itself."""

    name = "room"

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def register_text_stream_handler(self, topic: str, handler: Handler) -> None:
        self.handlers[topic] = handler

    def unregister_text_stream_handler(self, topic: str) -> None:
        del self.handlers[topic]

    def send(self, message: FakeMessage, identity: str = "ada") -> None:
        self.handlers["lk.chat"](cast("rtc.TextStreamReader", message), identity)


def pieces(*texts: str, stream_id: str = "") -> FakeMessage:
    async def given() -> AsyncIterator[str]:
        for text in texts:
            yield text

    return FakeMessage(given(), stream_id)


def never() -> FakeMessage:
    async def waiting() -> AsyncIterator[str]:
        await asyncio.Event().wait()
        yield ""

    return FakeMessage(waiting())


class Call:
    def __init__(self) -> None:
        self.room = FakeRoom()
        self.taken: list[str] = []
        self.turns = TypedTurns(cast("rtc.Room", self.room), "ada", self.taken.append)
        self.turns.start()
        self.turns.take_all()

    async def settle(self) -> list[str]:
        for _ in range(10):
            await asyncio.sleep(0)
        return self.taken


async def test_a_message_is_taken_whole_without_the_blanks_around_it() -> None:
    call = Call()
    message = pieces("  what does ", "it cost?\n")
    call.room.send(message)
    assert await call.settle() == ["what does it cost?"]
    assert message.closed


async def test_a_message_of_somebody_else_is_not_taken() -> None:
    call = Call()
    message = pieces("what does it cost?")
    call.room.send(message, "eve")
    assert await call.settle() == []
    assert message.closed


async def test_a_blank_message_is_no_turn() -> None:
    call = Call()
    call.room.send(pieces(" \n "))
    assert await call.settle() == []


async def test_a_message_without_end_is_cut_off() -> None:
    async def endless() -> AsyncIterator[str]:
        while True:
            yield "ha"

    call = Call()
    call.room.send(FakeMessage(endless()))
    assert [len(text) for text in await call.settle()] == [MAX_CHARS]


async def test_a_flood_of_messages_is_dropped() -> None:
    call = Call()
    for _ in range(MAX_WAITING):
        call.room.send(never())
    call.room.send(pieces("one more"))
    assert await call.settle() == []
    await call.turns.close()


async def test_closing_ends_what_is_being_received() -> None:
    call = Call()
    call.room.send(never())
    await call.turns.close()
    assert call.room.handlers == {}


async def test_what_comes_while_the_call_changes_its_owner_waits() -> None:
    call = Call()
    call.turns.wait()
    call.room.send(pieces("and the basic one?"))
    assert await call.settle() == []
    call.turns.take_all()
    assert call.taken == ["and the basic one?"]


async def test_what_the_former_owner_has_taken_is_not_taken_again() -> None:
    call = Call()
    call.turns.wait()
    call.room.send(pieces("what does it cost?", stream_id="first"))
    call.room.send(pieces("and the basic one?", stream_id="second"))
    await call.settle()
    call.turns.take_all(["first"])
    assert call.taken == ["and the basic one?"]
