"""A spoken conversation, with its clock in the test's hand: who has the floor, and what is heard."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from application.billing.bounds import Bounds
from application.talk.endpointing.end_of_turn import OVER_MS, EndOfTurn
from application.talk.speaker import MOST_CHARS
from application.talk.talk import AGAIN, PATIENCE, Senses, Talk
from application.talk.turn_taking import TurnTaking
from application.use_cases.voice import VoiceConversation
from domain.entities.reply import Farewell, SpecialistChosen
from domain.entities.response_time import ResponseTime
from domain.entities.saying import Saying
from domain.entities.session import EndReason
from domain.entities.turn import Turn
from domain.interfaces.line import AgentState
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.progress import InMemoryAnswerProgress
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.fakes.line import FakeLine
from tests.fakes.stt import FakeSpeechToText
from tests.fakes.tts import LETTER_MS, FakeTextToSpeech
from tests.fakes.voice_activity import FakeVoiceDetector

LONG = ScriptedReply(["One ", "two ", "three ", "four ", "five ", "six ", "seven ", "eight."])


class Call:
    """A caller on a line, and what became of it.

    :param left: what another owner was saying when it was gone.
    """

    def __init__(self, *utterances: str, team: FakeAgentTeam | None = None, left: Saying | None = None) -> None:
        self.line = FakeLine()
        self.team = team or FakeAgentTeam(greeting="")
        self.recogniser = FakeSpeechToText(utterances)
        self.voices = FakeVoiceDetector()
        self.memory = InMemoryCallMemory()
        self.progress = InMemoryAnswerProgress()
        self.bounds = Bounds()
        self._left = left
        self.over: list[EndReason] = []
        self.responses: list[ResponseTime | None] = []
        self.synthesiser = FakeTextToSpeech()
        self.longest_pause_ms = 1200

    @asynccontextmanager
    async def talking(self) -> AsyncGenerator[None]:
        conversation = VoiceConversation(
            "c1",
            1,
            team=self.team,
            memory=self.memory,
            on_turn=self._note,
            bounds=self.bounds,
            progress=self.progress,
        )
        if self._left is not None:
            self.progress.note("c1", self._left, epoch=1)
            await conversation.resume()
        turn_taking = TurnTaking(EndOfTurn(300, self.longest_pause_ms), barge_in_ms=400, silence_s=12)
        senses = Senses(self.recogniser, self.synthesiser, self.voices, turn_taking)
        self.talk = talk = Talk(
            self.line, conversation, senses, on_over=self.over.append, on_specialist=lambda _: None
        )
        talking = asyncio.create_task(talk.run())
        await asyncio.sleep(0)
        try:
            yield
        finally:
            await self.talk.finish()
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)

    async def ask(self, seconds: float = 1.0) -> None:
        """Say the script's next utterance, and wait for the answer's end."""
        await self.line.say(seconds)
        await self.line.pause(1.5)
        while self.line.is_playing:
            await self.line.pause(0.5)

    async def said_so_far(self) -> Saying:
        """As it is noted, for whoever would go on if this process died now."""
        saying = await self.progress.latest("c1")
        assert saying is not None
        return saying

    async def turns(self) -> list[Turn]:
        return list(await self.memory.recall("c1"))

    async def _note(self, _turn: Turn, response: ResponseTime | None) -> None:
        self.responses.append(response)


async def test_the_caller_is_greeted_and_answered() -> None:
    call = Call("what does it cost", team=FakeAgentTeam(greeting="Hello."))
    async with call.talking():
        await call.line.pause(1)
        await call.ask()
    assert call.line.captions == ["Hello.", "All is well."]
    assert [(turn.said, turn.heard) for turn in await call.turns()] == [
        ("", "Hello."),
        ("what does it cost", "All is well."),
    ]


async def test_the_answer_begins_when_the_turn_is_over() -> None:
    call = Call("the green one")
    async with call.talking():
        await call.ask()
    (response,) = call.responses
    assert response is not None
    assert response.waiting_ms == pytest.approx(300, abs=40)
    assert response.total_ms == pytest.approx(300, abs=40)


async def test_what_sounds_over_and_is_whole_is_answered_sooner() -> None:
    call = Call("what does it cost")
    async with call.talking():
        await call.ask()
    (response,) = call.responses
    assert response is not None
    assert response.waiting_ms == pytest.approx(OVER_MS, abs=20)


async def test_a_turn_that_may_go_on_is_waited_for() -> None:
    call = Call("the green one")
    call.voices.probability = 0.1
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(3)
    (response,) = call.responses
    assert response is not None
    assert response.total_ms == pytest.approx(1200, abs=40)
    assert call.voices.asked > 2


async def test_a_caller_who_thinks_for_long_is_not_told_to_wait() -> None:
    call = Call("the green one")
    call.voices.probability, call.longest_pause_ms = 0.1, 2500
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(4)
    assert call.line.captions == ["All is well."]


async def test_a_caller_whose_words_do_not_come_is_told_to_wait_and_then_asked_again() -> None:
    call = Call()
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(8)
    assert call.line.captions == [PATIENCE, AGAIN]


@pytest.mark.parametrize("takes_s", [0.03, 0.2])
async def test_nobody_waits_longer_because_the_turn_detector_is_thinking(takes_s: float) -> None:
    call = Call("the green one")
    call.voices.probability, call.voices.takes_s = 0.1, takes_s
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(3)
    (response,) = call.responses
    assert response is not None
    assert response.waiting_ms == pytest.approx(1200, abs=2)
    assert call.voices.asked > 2


async def test_a_pause_within_a_turn_is_no_end() -> None:
    call = Call("my postcode is one two")
    call.voices.probability = 0.1
    async with call.talking():
        await call.line.say(0.5)
        await call.line.pause(0.8)
        await call.ask(0.3)
    assert [turn.said for turn in await call.turns()] == ["my postcode is one two"]


async def test_what_the_agents_do_is_shown() -> None:
    call = Call(
        "what does it cost", team=FakeAgentTeam(greeting="", otherwise=ScriptedReply(["Well."], pause_s=0.2))
    )
    async with call.talking():
        await call.ask()
    assert call.line.states == [
        AgentState.LISTENING,
        AgentState.THINKING,
        AgentState.SPEAKING,
        AgentState.LISTENING,
    ]


async def test_an_interruption_stops_the_answer_at_the_word() -> None:
    call = Call("count", "stop it please", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        assert call.line.is_playing
        await call.ask(0.6)
    first, second = await call.turns()
    assert (first.heard.strip(), first.interrupted) == ("One two three", True)
    assert second.said == "stop it please"


async def test_a_short_sound_only_makes_a_gap_in_the_answer() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.1)
        await call.line.pause(4)
    (turn,) = await call.turns()
    assert (turn.heard, turn.interrupted) == ("One two three four five six seven eight.", False)
    assert call.line.captions == [turn.heard]


async def test_a_click_silences_the_agents_for_a_moment_and_nothing_is_said_again() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        assert call.line.is_playing
        await call.line.say(0.032)
        assert not call.line.is_playing
        await call.line.pause(0.1)
        assert call.line.is_playing
        await call.line.pause(4)
    (turn,) = await call.turns()
    assert turn.heard == "One two three four five six seven eight."
    assert call.line.left_ms == pytest.approx(len(turn.heard) * LETTER_MS, abs=1)


async def test_a_microphone_that_is_muted_in_a_click_lets_the_agents_go_on() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.032)
        call.line.mute()
        await asyncio.sleep(0.1)
        assert call.line.is_playing


async def test_a_microphone_that_is_muted_after_a_sound_lets_the_agents_go_on() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.3)
        assert not call.line.is_playing
        call.line.mute()
        await asyncio.sleep(5)
    (turn,) = await call.turns()
    assert (turn.heard, turn.interrupted) == ("One two three four five six seven eight.", False)
    assert call.line.states[-1] is AgentState.LISTENING


async def test_a_word_before_the_microphone_is_muted_can_be_enough_to_stop() -> None:
    call = Call("count", "wait", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.3)
        call.line.mute()
        await asyncio.sleep(5)
    assert [turn.said for turn in await call.turns()] == ["count", "wait"]


async def test_who_is_muted_twice_in_an_interruption_has_time_for_words_each_time() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.2)
        call.line.mute()
        await asyncio.sleep(0.45)
        await call.line.say(0.1)
        call.line.mute()
        await asyncio.sleep(0.15)
        call.recogniser.streams[-1].give("wait")
        await call.line.pause(3)
    assert [turn.said for turn in await call.turns()] == ["count", "wait"]


async def test_whoever_says_mm_hm_is_not_answered() -> None:
    call = Call("count", "mm hm", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.6)
        await call.line.pause(4)
    assert [turn.said for turn in await call.turns()] == ["count"]
    assert (await call.turns())[0].heard == "One two three four five six seven eight."


async def test_one_word_can_be_enough_to_stop() -> None:
    call = Call("count", "wait", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        await call.line.say(0.2)
        assert not call.line.is_playing
        await call.line.pause(2)
    assert [turn.said for turn in await call.turns()] == ["count", "wait"]


async def test_a_silent_caller_is_asked() -> None:
    call = Call()
    async with call.talking():
        await call.line.pause(11.5)
        assert call.line.captions == []
        await call.line.pause(3)
    assert call.line.captions == ["Are you there?"]


async def test_what_was_heard_when_the_call_ended_is_remembered() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
    (turn,) = await call.turns()
    assert turn.interrupted
    assert turn.heard.startswith("One two")
    assert len(turn.heard) * LETTER_MS < 1000


async def test_recognition_that_fails_again_and_again_ends_the_call_with_a_goodbye() -> None:
    call = Call("a", "b", "c")
    async with call.talking():
        for _ in range(3):
            await call.line.say(1)
            call.recogniser.streams[-1].fail()
            await call.line.pause(1)
        await call.line.pause(8)
    assert "Goodbye." in call.line.captions[0]
    assert call.over == [EndReason.PROVIDERS_FAILED]


async def test_a_recogniser_that_is_away_while_nobody_speaks_ends_no_call() -> None:
    call = Call("what does it cost")
    call.recogniser.is_closed = True
    async with call.talking():
        await call.line.pause(5)
        call.recogniser.is_closed = False
        await call.line.pause(1.1)
        await call.ask()
    assert [turn.said for turn in await call.turns()] == ["what does it cost"]
    assert call.over == []


async def test_who_has_waited_for_the_words_waits_for_the_answer_with_other_words() -> None:
    call = Call(team=FakeAgentTeam(otherwise=ScriptedReply(["Yes."], pause_s=3), greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(2)
        call.recogniser.streams[-1].give("what does it cost")
        await call.line.pause(6)
    first, second = call.line.captions
    assert first == PATIENCE
    assert second.endswith(" Yes.")
    assert PATIENCE not in second


GOODBYE = ScriptedReply(["Goodbye."], last=[Farewell(EndReason.CALLER_SAID_GOODBYE)])


async def test_a_goodbye_that_was_heard_to_its_end_hangs_up() -> None:
    call = Call("bye", team=FakeAgentTeam({"bye": GOODBYE}, greeting=""))
    async with call.talking():
        await call.ask()
        assert call.over == []
        await call.line.pause(1.5)
    assert call.over == [EndReason.CALLER_SAID_GOODBYE]


async def test_a_goodbye_that_the_caller_interrupts_does_not_hang_up() -> None:
    call = Call("bye", "wait one more thing", team=FakeAgentTeam({"bye": GOODBYE}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(0.5)
        await call.ask(1)
        await call.line.pause(8)
    assert call.over == []
    assert [turn.said for turn in await call.turns()] == ["bye", "wait one more thing"]


async def test_a_goodbye_without_a_word_hangs_up_at_once() -> None:
    silent = ScriptedReply([], last=[Farewell(EndReason.CALLER_SAID_GOODBYE)])
    call = Call("bye", team=FakeAgentTeam({"bye": silent}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(2)
    assert call.over == [EndReason.CALLER_SAID_GOODBYE]


async def test_each_specialist_speaks_with_its_own_voice() -> None:
    who = SpecialistChosen("tech_support", voice="murmur")
    call = Call(
        "my router", team=FakeAgentTeam({"my router": ScriptedReply(["Oh."], specialist=who)}, greeting="Hi.")
    )
    async with call.talking():
        await call.line.pause(1)
        await call.ask()
    assert call.synthesiser.voices == ["hum", "murmur"]


async def test_what_was_typed_is_answered_at_once_whoever_speaks() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        call.talk.type("what does it cost")
        await call.line.pause(2)
    first, second = await call.turns()
    assert first.interrupted
    assert (second.said, second.heard) == ("what does it cost", "All is well.")
    assert call.responses[1] is None


async def test_what_is_typed_faster_than_an_answer_can_be_stopped_is_answered_together() -> None:
    call = Call("count", team=FakeAgentTeam({"count": LONG}, greeting=""))
    messages = [f"m{number}" for number in range(200)]
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        for message in messages:
            call.talk.type(message)
        await call.line.pause(5)
    assert [turn.said for turn in await call.turns()] == ["count", " ".join(messages)]


async def test_of_what_is_typed_faster_than_anybody_types_the_beginning_is_answered() -> None:
    call = Call()
    async with call.talking():
        for _ in range(200):
            call.talk.type("what does it cost")
        await call.line.pause(3)
    (turn,) = await call.turns()
    assert len(turn.said) == MOST_CHARS


async def test_the_goodbye_at_a_cap_ends_the_call_whatever_is_typed_after_it() -> None:
    call = Call()
    call.bounds = Bounds(turns=1)
    async with call.talking():
        call.talk.type("what does it cost")
        await call.line.pause(1)
        while call.line.is_playing:
            await call.line.pause(0.1)
        for message in ("and the basic one", "and the big one"):
            call.talk.type(message)
            await call.line.pause(0.3)
        await call.line.pause(1)
    assert call.over == [EndReason.TURN_CAP]
    assert "".join(call.line.captions).count("goodbye.") == 1


async def test_an_answer_is_made_while_the_pause_is_waited_for() -> None:
    team = FakeAgentTeam(greeting="")
    call = Call("what does it cost")
    call.team = team
    prepared: list[tuple[str, float]] = []

    async def prepare(_session_id: str, utterance: str, *, epoch: int) -> None:
        prepared.append((utterance, asyncio.get_running_loop().time()))

    team.prepare = prepare  # type: ignore[method-assign]
    async with call.talking():
        await call.ask()
    assert prepared[0] == ("what does it cost", pytest.approx(1.13, abs=0.05))


async def test_a_muted_microphone_ends_what_was_said() -> None:
    call = Call("what does it cost")
    async with call.talking():
        await call.line.say(1)
        call.line.mute()
        await asyncio.sleep(2)
    assert [turn.said for turn in await call.turns()] == ["what does it cost"]


async def test_a_voice_that_fails_twice_in_a_row_ends_the_call() -> None:
    call = Call("what does it cost", "what does it weigh")
    call.synthesiser.fails_at = "All"
    async with call.talking():
        await call.ask()
        await call.ask()
    assert call.over == [EndReason.PROVIDERS_FAILED]


async def test_words_that_come_too_late_are_answered_all_the_same() -> None:
    call = Call()
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(2)
        call.recogniser.streams[-1].give("what does it cost")
        await call.line.pause(4)
    assert [turn.said for turn in await call.turns()][-1] == "what does it cost"


QUESTION = ScriptedReply(["Shall I order it?"])


async def test_a_yes_that_comes_before_the_question_is_over_is_its_answer() -> None:
    call = Call("a loaf please", "yes", team=FakeAgentTeam({"a loaf please": QUESTION}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(0.6)
        assert call.line.is_playing
        await call.line.say(0.3)
        await call.line.pause(4)
    first, second = await call.turns()
    assert (first.heard, first.interrupted) == ("Shall I order it?", False)
    assert second.said == "yes"


async def test_somebody_else_in_the_room_is_not_listened_to_while_the_agents_speak() -> None:
    call = Call("count", "what is on television", team=FakeAgentTeam({"count": LONG}, greeting=""))
    async with call.talking():
        await call.line.say(1)
        await call.line.pause(1)
        before_s = call.line.played_s
        await call.line.murmur(2)
        assert call.line.played_s > before_s + 0.5
        await call.line.pause(4)
    (turn,) = await call.turns()
    assert (turn.heard, turn.interrupted) == ("One two three four five six seven eight.", False)


async def test_a_caller_is_answered_though_the_end_of_the_turn_cannot_be_judged() -> None:
    call = Call("what does it cost")

    async def break_down(pcm: bytes) -> float:
        raise RuntimeError("the model is gone")

    call.voices.turn_is_over = break_down  # type: ignore[method-assign]
    async with call.talking():
        await call.ask()
    assert [turn.said for turn in await call.turns()] == ["what does it cost"]
