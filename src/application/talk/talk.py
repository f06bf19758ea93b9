"""One call's conversation by voice: who has the floor, and what is said when."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from functools import partial

from application.talk.answer import Answer
from application.talk.endpointing.end_of_turn import opinion_of
from application.talk.endpointing.pause import Opinion, Pause
from application.talk.hearing import Hearing
from application.talk.lost_providers import LostProviders
from application.talk.mouth import Mouth
from application.talk.overlap import Overlap, Verdict
from application.talk.parting import Parting
from application.talk.silent_caller import SilentCaller
from application.talk.sound import ENDS_AFTER_MS, Sound, Voice
from application.talk.turn import CallerTurn
from application.talk.turn_taking import TurnTaking
from application.talk.unheard_turn import UnheardTurn
from domain.entities.bill import Leg
from domain.entities.reply import Farewell, ReplyPart, SpecialistChosen, Words
from domain.entities.session import EndReason
from domain.entities.transcript import Transcript
from domain.interfaces.conversation import FAILED_GOODBYE, Conversation
from domain.interfaces.line import AgentState, Line
from domain.interfaces.stt import SpeechToText
from domain.interfaces.tts import TextToSpeech
from domain.interfaces.voice_activity import WINDOW_MS, VoiceDetector

PATIENCE = "One moment, please."
"""When the words of what the caller said are late."""

AGAIN = "I'm sorry, I could not hear that. Could you say it again, please?"
"""When there were none."""

RECENT_MS = 1280
"""Of the caller's sound: what the turn detector looks at."""

FINAL_TAKES_S = 0.1
"""From the end of an utterance to its words, with a recogniser that decodes while it hears: they are asked for so
long before they are needed."""

ASKED_AGAIN_S = 0.24
"""While the caller's turn goes on: more words may have come, and more silence makes the turn detector surer."""

FINISHED = frozenset({Opinion.OVER, Opinion.LIKELY, Opinion.WHOLE})
"""What is answered ahead, while the pause is waited for."""

TICK_S = 0.001
"""Nobody notices less, and clocks round."""

LATEST_WORDS_S = 1.5
"""For the last words of a turn whose first ones are there. Some sounds have none."""


@dataclass(frozen=True)
class Senses:
    """What all calls share: who understands, who speaks, who tells speech from noise, and manners."""

    recogniser: SpeechToText
    synthesiser: TextToSpeech
    voices: VoiceDetector
    turn_taking: TurnTaking

    async def warm(self) -> None:
        """Make ready what the first turn needs."""
        await asyncio.gather(self.recogniser.warm(), self.synthesiser.warm())


class Talk:
    """Listens, decides whose turn it is, and speaks.

    :param on_over: called when the conversation has come to its end, or cannot go on, with the reason.
    :param on_specialist: called with the name of whoever answers.
    """

    def __init__(
        self,
        line: Line,
        conversation: Conversation,
        senses: Senses,
        *,
        on_over: Callable[[EndReason], None],
        on_specialist: Callable[[str], None],
    ) -> None:
        self._line = line
        self._conversation = conversation
        self._turn_taking = senses.turn_taking
        self._voices = senses.voices
        self._on_over = on_over
        self._on_specialist = on_specialist
        self._activity = senses.voices.open()
        self._voice = Voice()
        self._recent = deque[bytes](maxlen=RECENT_MS // WINDOW_MS)
        self._hearing = Hearing(
            senses.recogniser,
            on_words=self._understood,
            on_used=partial(conversation.used, Leg.HEARING),
            on_failed=self._hearing_failed,
        )
        self._mouth = Mouth(
            line,
            senses.synthesiser,
            on_used=partial(conversation.used, Leg.SPEAKING),
            on_begins=self._agent_began,
            on_quiet=self._settle,
            on_failed=self._speaking_failed,
        )
        self._parting = Parting(on_over)
        self._silent_caller = SilentCaller(lambda: line.can_hear)
        self._unheard_turn = UnheardTurn(self._ask_for_patience, self._ask_to_say_it_again)
        self._lost = LostProviders(self._say_goodbye, lambda: on_over(EndReason.PROVIDERS_FAILED))
        self._turn = CallerTurn()
        self._stopped_at: float | None = None
        self._ending: asyncio.Task[None] | None = None
        self._overlap: Overlap | None = None
        self._is_overheard = False
        self._voice_name: str | None = None
        self._answer: Answer | None = None
        self._to_answer: asyncio.Queue[_Request] = asyncio.Queue()
        self._away: asyncio.TimerHandle | None = None
        self._state: AgentState | None = None
        self._is_closing = False

    async def run(self) -> None:
        """Greet, and converse until cancelled.

        :raises ExceptionGroup: it cannot go on. `StaleEpoch` in it says that the call has a newer owner.
        """
        if self._conversation.greeting:
            self._ask(_Request(greeting=self._conversation.greeting))
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in (self._listen, self._hearing.run, self._mouth.run, self._answer_all):
                    tasks.create_task(work(), name=f"talk:{work.__name__.strip('_')}")
                self._settle()
        finally:
            self._stop_waiting()

    def hush(self) -> None:
        """Stop speaking: nobody is there to hear it."""
        self._interrupt()

    async def finish(self) -> None:
        """Say nothing more, and wait until the conversation knows what was heard."""
        self._is_closing = True
        self._stop_waiting()
        self._interrupt()
        await self._to_answer.join()

    def type(self, text: str) -> None:
        """The caller has typed this."""
        self._silent_caller.typed()
        self._interrupt()
        self._ask(_Request(text))

    # What the caller does

    async def _listen(self) -> None:
        async for window in self._line:
            if not window:
                if self._voice.break_off():
                    self._caller_paused()
                continue
            self._recent.append(window)
            self._hearing.push(window)
            self._heard(self._voice.hear(window, self._activity.probability(window)))

    def _heard(self, sound: Sound) -> None:
        if sound.begins:
            self._caller_began()
        if self._overlap is not None:
            self._decide(self._overlap.hear(sound))
        if sound.pauses:
            self._caller_paused()

    def _caller_began(self) -> None:
        self._stop_ending()
        self._stop_away()
        self._silent_caller.spoke()
        self._unheard_turn.caller_began()
        self._parting.caller_began_to_speak()
        self._is_overheard = False
        self._turn.begin_utterance()
        if self._overlap is None and (self._mouth.has_words or self._answer is not None):
            self._mouth.hold()
            self._overlap = Overlap(self._turn_taking.barge_in_ms)

    def _caller_paused(self) -> None:
        self._stopped_at = asyncio.get_running_loop().time() - ENDS_AFTER_MS / 1000
        self._unheard_turn.caller_stopped()
        self._parting.caller_stopped_speaking()
        if self._overlap is None and not self._is_overheard:
            self._wait_for_end()
        self._settle()

    def _understood(self, transcript: Transcript) -> None:
        if self._is_overheard:
            return
        self._line.show_caller(transcript.text, is_final=transcript.is_final)
        self._turn.understand(transcript)
        if self._overlap is not None:
            self._decide(self._overlap.understand(transcript.text))
        if transcript.is_final:
            self._unheard_turn.answered()
            self._lost.heard()
            if self._overlap is None and (self._turn.is_due or self._is_late()):
                self._take_turn()

    def _is_late(self) -> bool:
        """Words that come when nobody waits for them any more."""
        return not self._voice.is_speaking and (self._ending is None or self._ending.done())

    def _decide(self, verdict: Verdict) -> None:
        match verdict:
            case Verdict.STOP:
                self._overlap = None
                self._interrupt()
                if not self._voice.is_speaking:
                    self._wait_for_end()
            case Verdict.GO_ON:
                self._overlap = None
                self._is_overheard = True
                self._turn.forget()
                self._hearing.finish_utterance()
                self._unheard_turn.answered()
                self._mouth.release()
                self._settle()
            case Verdict.UNDECIDED:
                pass

    # The end of the caller's turn

    def _wait_for_end(self) -> None:
        self._stop_ending()
        self._ending = asyncio.create_task(self._find_end(), name="talk:end of turn")

    async def _find_end(self) -> None:
        loop = asyncio.get_running_loop()
        stopped_at = self._stopped_at or loop.time()
        is_finished = False
        while True:
            probability = await self._voices.turn_is_over(b"".join(self._recent))
            conversation = self._conversation
            pause = Pause(self._turn.text_so_far, probability, conversation.asked_for, conversation.pace)
            ends_at = stopped_at + self._turn_taking.end_of_turn.wait_s(pause)
            if pause.text and opinion_of(pause) in FINISHED:
                await conversation.prepare(pause.text)
            asks_at = min(loop.time() + ASKED_AGAIN_S, ends_at - (0 if is_finished else FINAL_TAKES_S))
            await asyncio.sleep(max(0.0, asks_at - loop.time()))
            if not is_finished and loop.time() >= ends_at - FINAL_TAKES_S - TICK_S:
                self._hearing.finish_utterance()
                is_finished = True
            if loop.time() >= ends_at - TICK_S:
                break
        self._turn.is_due = True
        if self._turn.text:
            await self._turn.settled(LATEST_WORDS_S)
            self._take_turn()

    def _take_turn(self) -> None:
        self._stop_ending()
        if text := self._turn.take():
            self._ask(_Request(text, self._stopped_at))

    def _stop_ending(self) -> None:
        if self._ending is not None and self._ending is not asyncio.current_task():
            self._ending.cancel()
        self._ending = None

    # What the agents say

    def _ask(self, request: "_Request") -> None:
        self._unheard_turn.answered()
        self._to_answer.put_nowait(request)
        self._settle()

    async def _answer_all(self) -> None:
        while True:
            request = await self._to_answer.get()
            try:
                if not self._is_closing:
                    await self._give_answer(request)
            finally:
                self._answer = None
                self._to_answer.task_done()
            self._settle()

    async def _give_answer(self, request: "_Request") -> None:
        self._parting.call_goes_on()
        self._answer = answer = Answer(
            self._parts(request),
            mouth=self._mouth,
            voice=self._voice_name,
            on_specialist=self._specialist_chosen,
            asked_at=request.asked_at,
        )
        await answer.run(self._conversation)
        if answer.farewell is not None and not answer.is_interrupted:
            self._parting.goodbye_heard(answer.farewell)

    def _parts(self, request: "_Request") -> AsyncGenerator[ReplyPart, None]:
        if request.greeting:
            return _just(Words(request.greeting))
        if request.is_goodbye:
            return _just(Words(FAILED_GOODBYE), Farewell(EndReason.PROVIDERS_FAILED))
        if request.text is None:
            return self._conversation.silence()
        return self._conversation.reply(request.text, waited_s=self._unheard_turn.waited_s)

    def _specialist_chosen(self, chosen: SpecialistChosen) -> None:
        self._voice_name = chosen.voice
        self._on_specialist(chosen.name)

    def _interrupt(self) -> None:
        """Whatever is said, or is to be said, is not."""
        if self._answer is not None:
            self._answer.interrupt()
        self._mouth.stop_all()
        self._overlap = None
        self._mouth.release()

    def _agent_began(self) -> None:
        self._unheard_turn.agent_spoke()
        self._lost.spoke()
        self._settle()

    def _ask_for_patience(self) -> None:
        """The recogniser is late. It is no answer, and memory has nothing of it."""
        self._remark(PATIENCE)

    def _ask_to_say_it_again(self) -> None:
        """The recognisers have found no words in what was said."""
        self._remark(AGAIN)

    def _remark(self, text: str) -> None:
        if not (self._is_closing or self._mouth.has_words or self._answer is not None):
            remark = self._mouth.begin(self._voice_name)
            remark.write(text)
            remark.end()

    def _say_goodbye(self) -> None:
        self._ask(_Request(is_goodbye=True))

    def _hearing_failed(self) -> None:
        """The words are lost, whether or not the next ones can be heard."""
        self._lost.hearing_failed()

    def _speaking_failed(self) -> None:
        self._lost.speaking_failed()

    # How it looks, and how long it is silent

    def _settle(self) -> None:
        """Show what goes on; count the silence when nothing does."""
        is_thinking = not self._to_answer.empty() or (self._answer is not None and not self._answer.is_made)
        if self._mouth.is_audible:
            state = AgentState.SPEAKING
        else:
            state = AgentState.THINKING if is_thinking else AgentState.LISTENING
        if state is not self._state:
            self._state = state
            self._line.show_state(state)
        if state is AgentState.LISTENING and not self._voice.is_speaking and not self._is_closing:
            self._count_silence()
        else:
            self._stop_away()

    def _count_silence(self) -> None:
        if self._away is None:
            loop = asyncio.get_running_loop()
            self._away = loop.call_later(self._turn_taking.silence_s, self._was_silent)

    def _was_silent(self) -> None:
        self._away = None
        if self._silent_caller.is_to_be_asked():
            self._ask(_Request())
        else:
            self._count_silence()

    def _stop_away(self) -> None:
        if self._away is not None:
            self._away.cancel()
            self._away = None

    def _stop_waiting(self) -> None:
        self._stop_away()
        self._stop_ending()
        self._unheard_turn.answered()
        self._parting.call_goes_on()


@dataclass(frozen=True, slots=True)
class _Request:
    """Something to say.

    :ivar text: what the caller said; None for a silence.
    :ivar asked_at: when the caller stopped saying it; None for what was typed.
    """

    text: str | None = None
    asked_at: float | None = None
    greeting: str = ""
    is_goodbye: bool = False


async def _just(*parts: ReplyPart) -> AsyncGenerator[ReplyPart, None]:
    for part in parts:
        yield part
