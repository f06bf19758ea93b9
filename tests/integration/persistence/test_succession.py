"""Two owners of one call, one after the other, over one store."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from application.use_cases.resumption import CUT_OFF
from application.use_cases.voice import VoiceConversation
from domain.entities.reply import Words
from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.persistence.opening import Remembered, open_memory
from tests.fakes.model import ScriptedModel
from tests.integration.agents.bakery import Book, Customer, open_bakery
from tests.relay import Relay, relay_to

KNOWLEDGE = KnowledgeFolder(Path(__file__).parents[3] / "knowledge")
PRICE, ITS_ANSWER = "what does the pro plan cost", "39 euros"


@dataclass(frozen=True)
class KeptIn:
    """A store, behind a line that can be cut."""

    line: Relay
    open: Callable[[], Remembered]


@pytest.fixture(params=["redis", "postgres"])
async def store(request: pytest.FixtureRequest) -> AsyncGenerator[KeptIn]:
    variable = f"{request.param}_url"
    there = urlsplit(str(request.getfixturevalue(variable)))
    assert there.port is not None
    async with relay_to(there.port) as line:
        url = there._replace(netloc=there.netloc.replace(str(there.port), str(line.port))).geturl()
        yield KeptIn(line, partial(open_memory, ttl_s=60, **{variable: url}))


class Owner:
    """A process that carries the call."""

    def __init__(self, remembered: Remembered, epoch: int) -> None:
        self.stale = list[str]()
        self.remembered = remembered
        self.team: LangGraphAgentTeam = open_team(KNOWLEDGE, checkpointer=remembered.states)
        self.conversation = VoiceConversation(
            "c1",
            epoch,
            team=self.team,
            memory=remembered.turns,
            progress=remembered.progress,
            on_turn=_counted,
        )

    @property
    def opening(self) -> str:
        return "".join(part.text for part in self.conversation.opening if isinstance(part, Words))

    async def answer(self, utterance: str) -> str:
        return "".join([part.text async for part in self.conversation.reply(utterance) if isinstance(part, Words)])

    async def ask(self, utterance: str) -> str:
        """And hear it to its end."""
        answer = await self.answer(utterance)
        await self.conversation.heard(answer, interrupted=False)
        return answer

    async def kept(self) -> None:
        assert self.remembered.behind is not None
        await self.remembered.behind.settled()


async def _counted(_turn: Turn, _response: object) -> None:
    """Nobody counts."""


@asynccontextmanager
async def owning(store: KeptIn, epoch: int, *, resumes: bool = True) -> AsyncGenerator[Owner]:
    """:param resumes: the call at once, where others have had it."""
    remembered = store.open()
    owner = Owner(remembered, epoch)
    await remembered.start(lambda call, _epoch: owner.stale.append(call))
    try:
        if epoch > 1 and resumes:
            await owner.conversation.resume()
        yield owner
    finally:
        await remembered.stop()


async def test_a_successor_remembers_what_was_said_and_greets_nobody_again(store: KeptIn) -> None:
    async with owning(store, 1) as first:
        assert first.opening
        await first.conversation.heard(first.opening, interrupted=False)
        assert ITS_ANSWER in await first.ask(PRICE)
        await first.kept()

        async with owning(store, 2) as second:
            assert second.conversation.opening == ()
            assert second.conversation.unanswered is None
            assert second.conversation.turns == 1
            assert "19 euros" in await second.ask("and the basic one")


async def test_a_successor_goes_on_after_the_last_word_that_was_heard(store: KeptIn) -> None:
    async with owning(store, 1) as first:
        whole = await first.answer(PRICE)
        begun = " ".join(whole.split()[:4])
        first.conversation.saying(whole, begun)
        await first.kept()

        async with owning(store, 2) as second:
            rest = " ".join(whole.split()[4:])
            assert second.opening == f"{CUT_OFF} {rest}"
            await second.conversation.heard(second.opening, interrupted=False)

            assert [turn.heard for turn in await second.remembered.turns.recall("c1")] == [whole]
            assert ITS_ANSWER in await second.ask("say that again please")


async def test_an_answer_of_which_nothing_was_heard_is_given_whole_and_without_an_apology(store: KeptIn) -> None:
    async with owning(store, 1) as first:
        whole = await first.answer(PRICE)
        first.conversation.saying(whole, "")
        await first.kept()
        async with owning(store, 2) as second:
            assert second.opening == " ".join(whole.split())


async def test_a_turn_whose_answer_nobody_made_is_answered(store: KeptIn) -> None:
    async with owning(store, 1) as first:
        answer = first.conversation.reply(PRICE)
        await anext(answer)
        await first.kept()
        async with owning(store, 2) as second:
            assert second.conversation.unanswered == PRICE
            assert ITS_ANSWER in await second.ask(PRICE)
        with suppress(StaleEpoch):
            await answer.aclose()


async def test_an_answer_that_was_not_made_to_its_end_is_made_anew(store: KeptIn) -> None:
    async with owning(store, 1) as first:
        answer = first.conversation.reply(PRICE)
        while not isinstance(part := await anext(answer), Words):
            pass
        first.conversation.saying(part.text, part.text)
        await first.kept()
        async with owning(store, 2) as second:
            assert second.opening == ""
            assert second.conversation.unanswered == PRICE
            whole = await second.ask(PRICE)
            assert whole.startswith(CUT_OFF)
            (turn,) = await second.remembered.turns.recall("c1")
            assert f"{CUT_OFF} {turn.heard}" == " ".join(whole.split())
        with suppress(StaleEpoch):
            await answer.aclose()


async def test_what_was_let_go_of_is_looked_up_before_it_is_gone_on_with(store: KeptIn) -> None:
    async with owning(store, 1) as first, owning(store, 2, resumes=False) as standby:
        await first.ask(PRICE)
        abandoned = await first.conversation.let_go()
        await standby.conversation.look_up(abandoned)
        await first.ask("and the basic one")
        await standby.conversation.look_up(await first.conversation.let_go())
        first.conversation.passed_on()
        store.line.freeze()

        async with asyncio.timeout(1):
            await standby.conversation.take_over()
            assert standby.conversation.turns == 2
            assert "79 euros" in await standby.ask("and the business one")


async def test_a_call_that_is_only_looked_up_stays_its_owners(store: KeptIn) -> None:
    async with owning(store, 1) as first, owning(store, 2, resumes=False) as standby:
        await first.ask(PRICE)
        await standby.conversation.look_up(await first.conversation.let_go())
        await standby.kept()
        await first.ask("and the basic one")
        await first.kept()
        assert first.stale == []
        assert len(await standby.remembered.turns.recall("c1")) == 2


async def test_an_effect_whose_save_was_lost_happens_once_when_the_turn_is_taken_again(store: KeptIn) -> None:
    book, first, second = Book(), store.open(), store.open()
    caller = Customer(open_bakery(ScriptedModel(script=[("order", {"loaf": "rye"})]), book, first.states))
    await first.start(lambda _call, _epoch: None)
    await caller.says("a rye loaf please")
    await first.stop()
    await caller.says("yes please")  # nothing of this is kept any more
    assert (len(book.orders), book.attempts) == (1, 1)

    await second.start(lambda _call, _epoch: None)
    same_caller = Customer(open_bakery(ScriptedModel(script=[]), book, second.states), epoch=2)
    assert await same_caller.says("yes please") == "Ordered: one rye loaf."
    await second.stop()
    assert (len(book.orders), book.attempts) == (1, 2)


async def test_an_owner_who_wakes_up_is_told_that_it_was_succeeded_and_keeps_nothing(store: KeptIn) -> None:
    async with owning(store, 1) as first, owning(store, 2, resumes=False) as second:
        await first.ask(PRICE)
        await first.kept()
        await second.conversation.resume()
        await second.ask("and the basic one")
        await second.kept()

        await first.ask("my router keeps losing the connection")
        await first.kept()

        assert "c1" in first.stale
        said = [turn.said for turn in await second.remembered.turns.recall("c1")]
        assert said == [PRICE, "and the basic one"]


async def test_an_owner_is_told_that_it_was_succeeded_before_the_successor_says_anything(
    store: KeptIn,
) -> None:
    async with owning(store, 1) as first:
        await first.ask(PRICE)
        await first.kept()
        async with owning(store, 2) as second:
            assert await second.conversation.claim()
            with pytest.raises(StaleEpoch):
                await first.conversation.claim()


async def test_a_call_goes_on_while_the_store_is_away(store: KeptIn, caplog: pytest.LogCaptureFixture) -> None:
    async with owning(store, 1) as first:
        await store.line.cut()

        assert ITS_ANSWER in await first.ask(PRICE)
        assert "19 euros" in await first.ask("and the basic one")

        await store.line.mend()
        await first.kept()
        async with owning(store, 2) as second:
            assert second.conversation.turns == 2
    assert caplog.text.count("cannot be reached") <= 1


async def test_a_call_goes_on_while_the_store_says_nothing(store: KeptIn) -> None:
    async with owning(store, 1) as first:
        store.line.freeze()

        async with asyncio.timeout(1):
            assert ITS_ANSWER in await first.ask(PRICE)

        await store.line.mend()
        await first.kept()
        async with owning(store, 2) as second:
            assert [turn.said for turn in await second.remembered.turns.recall("c1")] == [PRICE]


async def test_a_successor_who_cannot_read_what_was_remembered_answers_all_the_same(store: KeptIn) -> None:
    async with owning(store, 1) as owner:
        await store.line.cut()
        successor = Owner(owner.remembered, 2)

        assert ITS_ANSWER in await successor.ask(PRICE)
        assert "19 euros" in await successor.ask("and the basic one")
