"""The agents in the pipeline: what becomes of the parts of an answer."""

import asyncio

from livekit.agents import llm
from livekit.agents.voice.events import ConversationItemAddedEvent

from application.use_cases.voice import VoiceConversation
from domain.entities.reply import Farewell, HumanWanted, SpecialistChosen, ToolUsed
from domain.entities.session import EndReason
from domain.entities.specialist import Pace
from domain.entities.tool import Outcome
from domain.entities.turn import Turn
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.transport.bridges.conversation import SILENCE, ConversationBridge
from infrastructure.transport.parting import Parting
from tests.fakes.agent import FakeAgentTeam, ScriptedReply

SAID = EndReason.CALLER_SAID_GOODBYE
GOODBYE = ScriptedReply(["Goodbye."], last=[Farewell(SAID)])


class _Call:
    """A bridge whose pipeline is the test."""

    def __init__(self, *replies: tuple[str, ScriptedReply]) -> None:
        self.team = FakeAgentTeam(dict(replies))
        self.chosen: list[SpecialistChosen] = []
        self.paces: list[Pace] = []
        self.hung_up: list[EndReason] = []
        self.conversation = VoiceConversation(
            "c1", 1, team=self.team, memory=InMemoryCallMemory(), on_turn=self._ignore
        )
        self.bridge = ConversationBridge(
            self.conversation,
            parting=Parting(self.hung_up.append, after_goodbye_s=0, after_speech_s=0),
            waited_s=lambda: 0.0,
            on_specialist=self.chosen.append,
            on_answered=lambda: self.paces.append(self.conversation.pace),
        )

    async def answer(self, utterance: str | None) -> str:
        """As the pipeline asks for it: by the history."""
        history = SILENCE.copy() if utterance is None else llm.ChatContext.empty()
        if utterance is not None:
            history.add_message(role="user", content=utterance)
        async with self.bridge.chat(chat_ctx=history) as stream:
            return "".join([chunk.delta.content or "" async for chunk in stream if chunk.delta])

    async def hear(self, text: str, *, interrupted: bool = False) -> None:
        """As the pipeline tells it: an item of the history, when the answer is over."""
        item = llm.ChatMessage(role="assistant", content=[text], interrupted=interrupted)
        self.bridge.item_added(ConversationItemAddedEvent(item=item))
        reporting = asyncio.create_task(self.bridge.report())
        await self.bridge.reported()
        for _ in range(5):
            await asyncio.sleep(0)
        reporting.cancel()

    async def _ignore(self, _turn: Turn, _response_ms: float | None) -> None:
        pass


async def test_a_goodbye_that_was_heard_to_its_end_hangs_up() -> None:
    call = _Call(("bye", GOODBYE))
    assert await call.answer("bye") == "Goodbye."
    assert call.hung_up == []
    await call.hear("Goodbye.")
    assert call.hung_up == [SAID]
    assert call.team.heard["c1"] == {1: "Goodbye."}


async def test_a_goodbye_that_the_caller_interrupts_does_not_hang_up() -> None:
    call = _Call(("bye", GOODBYE))
    await call.answer("bye")
    await call.hear("Good", interrupted=True)
    await call.answer("wait, one more thing")
    await call.hear("All is well.")
    assert call.hung_up == []


async def test_a_goodbye_of_which_nothing_was_heard_does_not_hang_up() -> None:
    call = _Call(("bye", GOODBYE))
    await call.answer("bye")
    await call.answer("wait, one more thing")
    await call.hear("All is well.")
    assert call.hung_up == []


async def test_a_goodbye_without_a_word_hangs_up_at_once() -> None:
    call = _Call(("bye", ScriptedReply([], last=[Farewell(SAID)])))
    assert await call.answer("bye") == ""
    await call.hear("")
    assert call.hung_up == [SAID]


async def test_only_words_are_spoken() -> None:
    parts = [ToolUsed("outage", {}, Outcome.DONE), HumanWanted()]
    call = _Call(("hello", ScriptedReply(["Hello", " there."], first=parts)))
    assert await call.answer("hello") == "Hello there."


async def test_who_speaks_is_known_before_the_first_word() -> None:
    who = SpecialistChosen("tech_support", voice="rms", pace=Pace.PATIENT)
    call = _Call(("my router", ScriptedReply(["Oh."], specialist=who)))
    await call.answer("my router")
    assert call.chosen == [who]
    assert call.paces == [Pace.PATIENT]


async def test_a_history_without_a_caller_asks_for_what_is_said_into_the_silence() -> None:
    call = _Call()
    assert await call.answer(None) == "Are you there?"
    await call.hear("Are you there?")
    assert call.team.heard["c1"] == {1: "Are you there?"}


async def test_words_that_were_not_understood_at_all_are_no_silence() -> None:
    call = _Call()
    assert await call.answer("") == ""
    assert call.team.said["c1"] == []
