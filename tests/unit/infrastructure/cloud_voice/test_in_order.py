"""Sentences that are made at the same time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from domain.entities.audio import SpeechChunk, SpokenWord
from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.in_order import AT_ONCE, in_order
from infrastructure.adapters.cloud_voice.sentences import Sentence, Word


class Sayer:
    """Says each sentence when it is let; notes which were begun and which were stopped."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.let = {name: asyncio.Event() for name in names}
        self.begun: list[str] = []
        self.stopped: list[str] = []

    async def sentences(self) -> AsyncGenerator[Sentence]:
        for name in self.names:
            yield Sentence((Word(name, name),))

    async def say(self, sentence: Sentence) -> AsyncGenerator[SpeechChunk]:
        name = sentence.said
        self.begun.append(name)
        try:
            await self.let[name].wait()
        except asyncio.CancelledError:
            self.stopped.append(name)
            raise
        if name == "bad":
            raise SynthesisFailed("the script says so")
        yield SpeechChunk(b"\0\0", 16_000, (SpokenWord(name, 0, 0),))


def _name(chunk: SpeechChunk) -> str:
    return chunk.words[0].text


async def test_a_sentence_that_is_ready_first_waits_for_its_turn() -> None:
    sayer = Sayer("one", "two")
    sayer.let["two"].set()
    heard: list[str] = []

    async def listen() -> None:
        async for chunk in in_order(sayer.sentences(), sayer.say):
            heard.append(_name(chunk))  # noqa: PERF401  # seen while it is filled

    listening = asyncio.create_task(listen())
    for _ in range(20):
        await asyncio.sleep(0)
    assert heard == []
    sayer.let["one"].set()
    await listening

    assert heard == ["one", "two"]


async def test_no_more_are_made_than_are_needed_next() -> None:
    sayer = Sayer("one", "two", "three", "four")
    for let in sayer.let.values():
        let.set()

    async with aclosing(in_order(sayer.sentences(), sayer.say)) as chunks:
        await anext(chunks)
        for _ in range(20):
            await asyncio.sleep(0)
        assert sayer.begun == ["one", "two", "three", "four"][:AT_ONCE]


async def test_a_failure_comes_after_all_that_was_said_before_it() -> None:
    sayer = Sayer("one", "bad", "three")
    for let in sayer.let.values():
        let.set()
    heard: list[str] = []

    async def listen() -> None:
        async for chunk in in_order(sayer.sentences(), sayer.say):
            heard.append(_name(chunk))  # noqa: PERF401  # what came before the error counts

    with pytest.raises(SynthesisFailed):
        await listen()

    assert heard == ["one"]


async def test_closing_stops_all_that_are_being_made() -> None:
    sayer = Sayer("one", "two", "three")
    sayer.let["one"].set()

    async with aclosing(in_order(sayer.sentences(), sayer.say)) as chunks:
        await anext(chunks)
        for _ in range(20):
            await asyncio.sleep(0)

    assert sayer.stopped == ["two"]
