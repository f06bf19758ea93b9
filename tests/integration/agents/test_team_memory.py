"""The real graph, driven by scripted chat models: what is heard, what is remembered, what fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk

from application.graphs.history import MARK
from application.graphs.state import CallState
from domain.entities.reply import SpecialistChosen, Words
from domain.errors import ModelFailed, StaleEpoch
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.persistence.checkpointer import LatestCheckpointSaver

KNOWLEDGE = KnowledgeFolder(Path(__file__).parents[3] / "knowledge")
QUESTION = "what does the pro plan cost"


class RecordingModel(GenericFakeChatModel):
    """Says its messages in turn, and keeps what it was given."""

    seen: list[list[BaseMessage]] = []  # noqa: RUF012  (a pydantic field: each model has its own)

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.seen.append(messages)
        async for chunk in super()._astream(messages, *args, **kwargs):
            yield chunk


class HangingModel(FakeListChatModel):
    """Says one word, and nothing ever after."""

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content="Well, "))
        await asyncio.Event().wait()


def recording(*answers: str) -> RecordingModel:
    return RecordingModel(messages=iter([AIMessage(answer) for answer in answers]))


async def say(team: LangGraphAgentTeam, words: str, *, session: str = "a", epoch: int = 1) -> str:
    parts = [part async for part in team.reply(session, words, epoch=epoch)]
    return "".join(part.text for part in parts if isinstance(part, Words))


async def test_any_chat_model_drives_the_graph_and_gets_the_facts_as_data() -> None:
    model = recording("It is 39 euros.")

    answer = await say(open_team(KNOWLEDGE, model), QUESTION)

    system, asked = model.seen[0]
    assert answer == "It is 39 euros."
    assert isinstance(system, SystemMessage)
    assert "<passage" in system.text
    assert "The pro plan costs 39 euros a month." in system.text
    assert asked.text == QUESTION


async def test_the_model_remembers_only_what_was_heard() -> None:
    model = recording("It is 39 euros a month, and there is more.", "Yes.")
    team = open_team(KNOWLEDGE, model)

    await say(team, QUESTION)
    await team.commit("a", "It is 39 euros", epoch=1)
    await say(team, "how fast is the pro plan")

    assert [(type(message), message.text) for message in model.seen[1][1:]] == [
        (HumanMessage, QUESTION),
        (AIMessage, f"It is 39 euros {MARK}"),
        (HumanMessage, "how fast is the pro plan"),
    ]


async def test_an_answer_that_was_not_committed_counts_as_unheard() -> None:
    model = recording("It is 39 euros.", "Yes.")
    team = open_team(KNOWLEDGE, model)

    await say(team, QUESTION)
    await say(team, "how fast is the pro plan")

    assert not any(isinstance(message, AIMessage) for message in model.seen[1])


async def test_a_second_commit_of_a_turn_replaces_the_first() -> None:
    model = recording("It is 39 euros.", "Yes.")
    team = open_team(KNOWLEDGE, model)

    await say(team, QUESTION)
    await team.commit("a", "It", epoch=1)
    await team.commit("a", "It is 39", epoch=1)
    await say(team, "how fast is the pro plan")

    assert [message.text for message in model.seen[1] if isinstance(message, AIMessage)] == [f"It is 39 {MARK}"]


async def test_the_greeting_is_remembered_as_the_first_thing_said() -> None:
    model = recording("It is 39 euros.")
    team = open_team(KNOWLEDGE, model)

    await team.commit("a", team.greeting, epoch=1)
    await say(team, QUESTION)

    assert [message.text for message in model.seen[0][1:]] == [team.greeting, QUESTION]


async def test_what_an_interrupted_caller_said_is_remembered() -> None:
    model = recording("It is 39 euros.", "Yes.")
    team = open_team(KNOWLEDGE, model)

    async with aclosing(team.reply("a", QUESTION, epoch=1)) as parts:
        assert isinstance(await anext(parts), SpecialistChosen)
        await anext(parts)
    await say(team, "how fast is the pro plan")

    assert [message.text for message in model.seen[1][1:]] == [QUESTION, "how fast is the pro plan"]


async def test_an_interrupted_reply_leaves_no_task_behind() -> None:
    team = open_team(KNOWLEDGE, HangingModel(responses=["never"]))

    async with aclosing(team.reply("a", QUESTION, epoch=1)) as parts:
        await anext(parts)
        assert await anext(parts) == Words("Well,")

    assert len(asyncio.all_tasks()) == 1


async def test_a_reader_that_lags_behind_is_waited_for_and_can_be_closed() -> None:
    team = open_team(KNOWLEDGE, FakeListChatModel(responses=["x" * 500]))

    async with aclosing(team.reply("a", QUESTION, epoch=1)) as parts:
        await anext(parts)

    assert len(asyncio.all_tasks()) == 1
    assert await say(team, QUESTION) == "x" * 500


async def test_a_cancelled_reader_stops_the_work() -> None:
    team = open_team(KNOWLEDGE, HangingModel(responses=["never"]))
    started = asyncio.Event()

    async def listen() -> None:
        async for part in team.reply("a", QUESTION, epoch=1):
            if isinstance(part, Words):
                started.set()

    listening = asyncio.create_task(listen())
    await started.wait()
    listening.cancel()

    with pytest.raises(asyncio.CancelledError):
        await listening
    assert len(asyncio.all_tasks()) == 1


async def test_a_stale_turn_leaves_no_trace() -> None:
    model = recording("It is 39 euros.", "Yes.")
    team = open_team(KNOWLEDGE, model)
    await say(team, QUESTION, epoch=2)

    with pytest.raises(StaleEpoch):
        await say(team, "i am a ghost", epoch=1)
    await say(team, "how fast is the pro plan", epoch=2)

    assert "i am a ghost" not in [message.text for message in model.seen[1]]


async def test_sessions_share_nothing() -> None:
    model = recording("It is 39 euros.", "Yes.")
    team = open_team(KNOWLEDGE, model)

    await say(team, QUESTION, session="a")
    await say(team, "how fast is the pro plan", session="b")

    assert QUESTION not in [message.text for message in model.seen[1]]


async def test_a_forgotten_session_is_gone() -> None:
    model = recording("It is 39 euros.", "Yes.")
    team = open_team(KNOWLEDGE, model)

    await say(team, QUESTION)
    await team.forget("a")
    await say(team, "how fast is the pro plan")

    assert len(model.seen[1]) == 2


async def test_a_model_that_fails_is_named_with_its_cause() -> None:
    team = open_team(KNOWLEDGE, FakeListChatModel(responses=["It is"], error_on_chunk_number=2))

    with pytest.raises(ModelFailed) as failed:
        await say(team, QUESTION)

    assert failed.value.__cause__ is not None
    assert QUESTION not in str(failed.value)


async def test_a_model_without_a_word_has_failed() -> None:
    with pytest.raises(ModelFailed):
        await say(open_team(KNOWLEDGE, recording("")), QUESTION)


async def test_a_model_that_falls_silent_has_failed_and_is_stopped() -> None:
    team = open_team(KNOWLEDGE, HangingModel(responses=["never"]), longest_silence_s=0.05)

    with pytest.raises(ModelFailed):
        await say(team, QUESTION)

    assert len(asyncio.all_tasks()) == 1


async def test_a_turn_after_a_failure_is_answered() -> None:
    model = FakeListChatModel(responses=["It is"], error_on_chunk_number=2)
    team = open_team(KNOWLEDGE, model)
    with pytest.raises(ModelFailed):
        await say(team, QUESTION)

    model.error_on_chunk_number = None

    assert await say(team, QUESTION) == "It is"


async def test_the_supervisors_question_to_the_model_is_never_heard() -> None:
    model = recording("SALES", "We are open.")

    answer = await say(open_team(KNOWLEDGE, model), "abracadabra simsalabim")

    assert answer == "We are open."


async def test_many_sessions_at_once_get_their_own_answers() -> None:
    team = open_team(KNOWLEDGE)
    plans = {"basic": "19", "plus": "29", "pro": "39", "business": "79"}

    async def call(number: int, plan: str) -> str:
        return await say(team, f"what does the {plan} plan cost", session=f"{plan}-{number}")

    asked = [(number, plan) for number in range(10) for plan in plans]
    answers = await asyncio.gather(*(call(*each) for each in asked))

    assert all(plans[plan] in answer for (_, plan), answer in zip(asked, answers, strict=True))


async def test_two_turns_of_one_session_at_once_leave_one_answer() -> None:
    team = open_team(KNOWLEDGE)

    answers = await asyncio.gather(*(say(team, QUESTION) for _ in range(5)))

    assert [answer for answer in answers if answer.endswith("a month.")]
    assert len(asyncio.all_tasks()) == 1


async def test_memory_holds_plain_values_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", "true")
    saver = LatestCheckpointSaver()
    team = open_team(KNOWLEDGE, checkpointer=saver)

    await say(team, QUESTION)
    await team.commit("a", "The pro plan costs", epoch=1)
    saved = await saver.aget_tuple({"configurable": {"thread_id": "a"}})

    assert saved is not None
    assert saved.checkpoint["channel_values"].keys() <= CallState.__annotations__.keys()


async def test_a_calls_memory_is_one_checkpoint_however_long_it_is() -> None:
    saver = LatestCheckpointSaver()
    team = open_team(KNOWLEDGE, checkpointer=saver)

    for _ in range(5):
        await team.commit("a", await say(team, QUESTION), epoch=1)

    assert [len(steps) for steps in saver.storage["a"].values()] == [1]
    assert len(saver.blobs) <= len(CallState.__annotations__) + 10
    await team.forget("a")
    assert not [kept for kept in (saver.blobs, saver.writes, saver.storage) if kept]
