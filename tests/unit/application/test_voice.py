"""The conversation of one call."""

from collections.abc import AsyncGenerator
from datetime import UTC

import pytest

from application.use_cases.chat import Chat
from application.use_cases.voice import VoiceConversation
from domain.entities.reply import AskedFor, Farewell, HumanWanted, ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.response_time import ResponseTime
from domain.entities.saying import Saying
from domain.entities.session import EndReason
from domain.entities.specialist import SUPERVISOR, Pace
from domain.entities.tool import Kind, Outcome
from domain.entities.turn import Turn
from domain.errors import ModelFailed, StaleEpoch
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.progress import InMemoryAnswerProgress
from tests.fakes.agent import FakeAgentTeam, ScriptedReply


class _Call:
    def __init__(self, team: FakeAgentTeam | None = None) -> None:
        self.team = team or FakeAgentTeam()
        self.memory = InMemoryCallMemory()
        self.reported: list[Turn] = []
        self.acts: list[ToolUsed | HumanWanted] = []
        self.conversation = VoiceConversation(
            "c1", 1, team=self.team, memory=self.memory, on_turn=self._note, on_act=self._note_act
        )

    async def _note(self, turn: Turn, _response: ResponseTime | None) -> None:
        self.reported.append(turn)

    async def _note_act(self, act: ToolUsed | HumanWanted) -> None:
        self.acts.append(act)

    async def silence(self) -> str:
        parts = [part async for part in self.conversation.silence()]
        return "".join(part.text for part in parts if isinstance(part, Words))

    async def ask(self, question: str) -> str:
        parts = [part async for part in self.conversation.reply(question)]
        return "".join(part.text for part in parts if isinstance(part, Words))


async def test_who_answers_comes_before_the_words() -> None:
    call = _Call()
    parts = [part async for part in call.conversation.reply("what does it cost")]
    assert isinstance(parts[0], SpecialistChosen)
    assert all(isinstance(part, Words) for part in parts[1:])


async def test_a_turn_keeps_what_was_said_and_what_was_heard() -> None:
    call = _Call()
    await call.ask("what does it cost")
    await call.conversation.heard("It costs", interrupted=True)
    (turn,) = await call.memory.recall("c1")
    assert (turn.said, turn.heard, turn.interrupted) == ("what does it cost", "It costs", True)
    assert turn.at.tzinfo is UTC
    assert call.reported == [turn]


async def test_an_answer_of_which_nothing_was_heard_is_still_a_turn() -> None:
    call = _Call()
    await call.ask("first")
    await call.ask("second")
    assert [(turn.said, turn.heard) for turn in await call.memory.recall("c1")] == [("first", "")]


async def test_a_caller_is_greeted_once() -> None:
    call = _Call()
    assert call.conversation.opening == (Words(call.team.greeting),)
    await call.conversation.heard(call.team.greeting, interrupted=False)
    assert call.conversation.opening == ()


async def test_an_answer_that_a_broken_line_cut_off_goes_on_after_the_last_word_that_was_heard() -> None:
    call = _Call()
    await call.ask("what does it cost")
    call.conversation.saying("It costs 39 euros.", "It costs")
    await call.conversation.cut_off()
    words = "Sorry, we were cut off for a moment. 39 euros."
    assert call.conversation.opening[-1] == Words(words)
    await call.conversation.heard(words, interrupted=False)
    (turn,) = await call.memory.recall("c1")
    assert (turn.said, turn.heard, turn.interrupted) == ("what does it cost", "It costs 39 euros.", False)


async def test_a_question_whose_answer_had_not_begun_as_the_line_broke_is_still_to_be_answered() -> None:
    call = _Call()
    answer = call.conversation.reply("what does it cost")
    await anext(answer)
    await answer.aclose()
    await call.conversation.cut_off()
    assert call.conversation.unanswered == "what does it cost"
    assert await call.memory.recall("c1") == ()


async def test_a_successor_whose_line_breaks_before_its_first_word_still_has_the_rest_to_say() -> None:
    progress, memory, team = InMemoryAnswerProgress(), InMemoryCallMemory(), FakeAgentTeam()
    progress.note("c1", Saying("what does it cost", "It costs 39 euros.", "It costs"), epoch=1)
    successor = VoiceConversation("c1", 2, team=team, memory=memory, on_turn=_untold, progress=progress)
    await successor.resume()
    await successor.cut_off()
    assert successor.opening[-1] == Words("Sorry, we were cut off for a moment. 39 euros.")


async def _untold(_turn: Turn, _response: ResponseTime | None) -> None:
    """Nobody wants to know."""


async def test_nothing_is_said_on_a_new_line_when_nothing_was_on_the_old_one() -> None:
    call = _Call()
    await call.ask("what does it cost")
    await call.conversation.heard("It costs 39 euros.", interrupted=False)
    await call.conversation.cut_off()
    assert (call.conversation.opening, call.conversation.unanswered) == ((), None)


async def test_a_failing_model_is_apologised_for() -> None:
    call = _Call(FakeAgentTeam(otherwise=ScriptedReply([], error=ModelFailed("no answer"))))
    assert call.team.apology in await call.ask("what does it cost")


class _BrokenTeam(FakeAgentTeam):
    async def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        yield Words("The pro plan costs")
        raise KeyError(utterance)


async def test_a_fault_of_our_own_is_apologised_for_and_nothing_of_the_callers_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = _Call(_BrokenTeam())
    assert await call.ask("my PIN is 4711") == f"The pro plan costs {call.team.apology}"
    assert "KeyError" in caplog.text
    assert "4711" not in caplog.text


async def test_a_call_that_has_a_newer_owner_does_not_answer() -> None:
    call = _Call(FakeAgentTeam(otherwise=ScriptedReply([], error=StaleEpoch(1, 2))))
    with pytest.raises(StaleEpoch):
        await call.ask("what does it cost")


async def test_a_chat_remembers_every_word_of_an_answer() -> None:
    call = _Call()
    chat = Chat(call.conversation)
    assert await chat.greet() == call.team.greeting
    written = "".join([part.text async for part in chat.ask("hello") if isinstance(part, Words)])
    assert (await call.memory.recall("c1"))[-1].heard == written


async def test_a_chat_is_over_after_a_goodbye() -> None:
    goodbye = ScriptedReply(["Goodbye."], last=[Farewell(EndReason.CALLER_SAID_GOODBYE)])
    chat = Chat(_Call(FakeAgentTeam({"bye": goodbye})).conversation)
    assert [part async for part in chat.ask("hello")]
    assert not chat.is_over
    assert [part async for part in chat.ask("bye")]
    assert chat.is_over


async def test_what_is_said_into_a_silence_is_a_turn_in_which_the_caller_said_nothing() -> None:
    call = _Call()
    assert await call.silence() == "Are you there?"
    await call.conversation.heard("Are you", interrupted=True)
    (turn,) = await call.memory.recall("c1")
    assert (turn.said, turn.heard, turn.specialist, turn.interrupted) == ("", "Are you", SUPERVISOR, True)
    assert call.team.heard["c1"] == {1: "Are you"}


async def test_a_question_that_comes_before_anything_was_heard_follows_the_silence() -> None:
    call = _Call()
    await call.silence()
    await call.ask("what does it cost")
    assert [(turn.said, turn.heard) for turn in await call.memory.recall("c1")] == [("", "")]


async def test_when_nothing_can_be_said_the_silence_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    call = _Call(FakeAgentTeam(silences=[ScriptedReply([], error=ModelFailed("no answer"))]))
    assert await call.silence() == ""
    assert "ModelFailed" in caplog.text


async def test_a_silence_of_a_call_that_has_a_newer_owner_is_not_answered() -> None:
    call = _Call(FakeAgentTeam(silences=[ScriptedReply([], error=StaleEpoch(1, 2))]))
    with pytest.raises(StaleEpoch):
        await call.silence()


async def test_what_the_agents_do_is_told_before_the_words_that_follow_it() -> None:
    used = ToolUsed("open_ticket", {"problem": "other"}, Outcome.DONE)
    call = _Call(FakeAgentTeam(otherwise=ScriptedReply(["Done."], first=[used, HumanWanted()])))
    async for part in call.conversation.reply("open a ticket"):
        if isinstance(part, Words):
            break
    assert call.acts == [used, HumanWanted()]


async def test_the_pace_is_that_of_whoever_answers() -> None:
    patient = SpecialistChosen("tech_support", pace=Pace.PATIENT)
    call = _Call(FakeAgentTeam({"my router": ScriptedReply(["Oh."], specialist=patient)}))
    assert call.conversation.pace is Pace.NORMAL
    await call.ask("my router")
    assert call.conversation.pace is Pace.PATIENT
    await call.ask("what does it cost")
    assert call.conversation.pace is Pace.NORMAL


async def test_what_the_caller_was_asked_for_is_known_until_the_next_turn() -> None:
    postcode = AskedFor(Kind.DIGITS, 5)
    asking = ScriptedReply(["Which one?"], first=[ToolUsed("outage", {}, Outcome.NEEDS, asks_for=postcode)])
    call = _Call(FakeAgentTeam({"ask me": asking}))
    await call.ask("ask me")
    assert call.conversation.asked_for == postcode
    await call.ask("4 2 1 7 5")
    assert call.conversation.asked_for is None


async def test_answers_that_were_prepared_are_counted_as_right_or_wrong() -> None:
    guesses: list[bool] = []
    conversation = VoiceConversation(
        "c1", 1, team=FakeAgentTeam(), memory=InMemoryCallMemory(), on_turn=_ignore, on_guess=guesses.append
    )
    for guess, said in (("what does it cost", "What does it cost?"), ("what does", "what does it weigh")):
        await conversation.prepare(guess)
        async for _ in conversation.reply(said):
            pass
        await conversation.heard("Much.", interrupted=False)
    await conversation.prepare("and")
    await conversation.prepare("and the blue")
    assert guesses == [True, False, False]


async def test_nothing_is_prepared_before_it_is_known_what_was_heard() -> None:
    guesses: list[bool] = []
    conversation = VoiceConversation(
        "c1", 1, team=FakeAgentTeam(), memory=InMemoryCallMemory(), on_turn=_ignore, on_guess=guesses.append
    )
    async for _ in conversation.reply("what does it cost"):
        pass
    await conversation.prepare("and the blue")
    async for _ in conversation.reply("and the blue"):
        pass
    assert guesses == []


async def _ignore(_turn: Turn, _response: ResponseTime | None) -> None:
    pass
