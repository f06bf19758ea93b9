"""One call's conversation by voice: who has the floor, and what is said when."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from application.talk.demeanour import Demeanour
from application.talk.hearing import Hearing
from application.talk.lost_providers import LostProviders
from application.talk.loudness import Loudness
from application.talk.mouth import Mouth
from application.talk.overlap import ASKED_AFTER_MS, Overlap, Verdict
from application.talk.parting import Parting
from application.talk.sound import ENDS_AFTER_MS, Sound, Voice
from application.talk.speaker import Request, Speaker
from application.talk.stillness import UNVOICED_S, still
from application.talk.turn import CallerTurn
from application.talk.turn_end import TurnEnd
from application.talk.turn_taking import TurnTaking
from application.talk.unheard_turn import UnheardTurn
from domain.entities.bill import Leg
from domain.entities.handover import Floor
from domain.entities.session import EndReason
from domain.entities.transcript import Transcript
from domain.interfaces.conversation import Conversation
from domain.interfaces.line import AgentState, Line
from domain.interfaces.stt import SpeechToText
from domain.interfaces.tts import TextToSpeech
from domain.interfaces.voice_activity import VoiceDetector

PATIENCE = "One second, please."
"""When the words of what the caller said are late. A late answer is announced in other words (`cover_waits`)."""

AGAIN = "I'm sorry, I could not hear that. Could you say it again, please?"
"""When there were none."""


ANSWERED_EARLY_MS = 1200
"""Callers say yes before a question is over."""

HEARD_TWICE_MS = 320
"""Of silence, by the next owner: two connections to a room are not equally late."""

RECOGNISER_S = 1.0
"""To be there, when a call is taken over: what the caller says waits for it."""


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
        self._activity = senses.voices.open()
        self._voice = Voice()
        self._hearing = Hearing(
            senses.recogniser,
            on_words=self._understood,
            on_used=partial(conversation.used, Leg.HEARING),
            on_failed=lambda: self._lost.hearing_failed(),
        )
        self._mouth = Mouth(
            line,
            senses.synthesiser,
            on_used=partial(conversation.used, Leg.SPEAKING),
            on_begins=self._agent_began,
            on_quiet=self._settle,
            on_failed=lambda: self._lost.speaking_failed(),
        )
        self._parting = Parting(on_over)
        self._demeanour = Demeanour(line, self._turn_taking.silence_s, self._ask_for_silence)
        self._lost = LostProviders(
            lambda: self._ask(Request(is_goodbye=True)), lambda: on_over(EndReason.PROVIDERS_FAILED)
        )
        self._unheard_turn = UnheardTurn(
            lambda: self._speaker.remark(PATIENCE),
            lambda: self._speaker.remark(AGAIN),
            may_go_on=lambda: self._turn_end.may_go_on,
            clock=lambda: asyncio.get_running_loop().time(),
        )
        self._speaker = Speaker(
            conversation,
            self._mouth,
            self._parting,
            waited_s=lambda: self._unheard_turn.waited_s,
            on_specialist=on_specialist,
            on_change=self._settle,
        )
        self._turn = CallerTurn()
        self._turn_end = TurnEnd(
            self._turn,
            self._hearing,
            senses.voices,
            conversation,
            self._turn_taking.end_of_turn,
            self._take_turn,
        )
        self._stopped_at: float | None = None
        self._overlap: Overlap | None = None
        self._is_noticed = True
        self._is_overlapping = False
        self._is_overheard = False
        self._is_wary = False
        self._loudness = Loudness()
        self._peak_db: float | None = None
        self._voiced_at = -math.inf
        self._turn_began_at: float | None = None
        self._state_shown = AgentState.LISTENING
        self._going = asyncio.Event()
        self._going.set()

    async def run(self, floor: Floor | None = None) -> None:
        """Greet, and converse until cancelled.

        :param floor: as another owner of the call has left it.
        :raises ExceptionGroup: it cannot go on. `StaleEpoch` in it says that the call has a newer owner.
        """
        if floor is not None:
            self._speaker.go_on(floor.voice)
            self._demeanour.go_on(floor.silent_s, floor.silences, types=floor.types)
            if floor.usual_db is not None:
                self._loudness.learn(floor.usual_db)
        if opening := self._conversation.opening:
            self._ask(Request(opening=opening))
        if self._conversation.unanswered is not None:
            self._ask(Request(self._conversation.unanswered))
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in (self._hearing.run, self._mouth.run, self._speaker.run):
                    tasks.create_task(work(), name=f"talk:{work.__qualname__}")
                self._settle()
                if floor is not None:
                    await self._hearing.opened(RECOGNISER_S)
                tasks.create_task(self._listen(), name="talk:listen")
        finally:
            self._stop_waiting()

    def hush(self) -> None:
        """Stop speaking: nobody is there to hear it."""
        self._interrupt()

    async def finish(self) -> None:
        """Say nothing more, and wait until the conversation knows what was heard."""
        self._overlap = None
        await self._speaker.finish()
        self._stop_waiting()

    def type(self, text: str) -> None:
        """The caller has typed this."""
        self._demeanour.caller_typed()
        self._interrupt()
        self._ask(Request(text))

    # Changing the call's owner

    async def freeze(self, within_s: float) -> None:
        """Wait for a moment at which nobody would notice, and do nothing from then on, until `thaw`.

        :raises NotMovable: there was none.
        """
        await still(self._is_quiet, self._is_between_sentences, self._is_between_words, self._is_settled, within_s)
        self._going.clear()
        self._turn_end.stop()
        self._mouth.hold()
        self._speaker.tell()

    def thaw(self) -> None:
        """Go on."""
        self._going.set()
        if self._overlap is None:
            self._mouth.release()
        if self._is_turn_open and not self._voice.is_speaking and self._stopped_at is not None:
            self._turn_end.begin(self._stopped_at)
        self._settle()

    @property
    def floor(self) -> Floor:
        """As it is, for the next owner: while it is frozen."""
        silent_s, silences, types = self._demeanour.leave()
        again_ms = HEARD_TWICE_MS + self._line.unheard_ms
        if self._is_turn_open and self._turn_began_at is not None:
            again_ms += round((asyncio.get_running_loop().time() - self._turn_began_at) * 1000)
        return Floor(again_ms, self._speaker.voice, self._loudness.usual_db, silent_s, silences, types)

    @property
    def _is_turn_open(self) -> bool:
        """Whether the caller is in the middle of something."""
        return self._voice.is_speaking or self._is_more_to_come

    @property
    def _is_more_to_come(self) -> bool:
        """Of what the caller has begun to say, or its words."""
        is_awaited = self._turn_end.is_awaited or self._unheard_turn.is_waited_for or self._turn.is_due
        return is_awaited or bool(self._turn.text_so_far)

    def _is_quiet(self) -> bool:
        is_somebody_busy = self._is_turn_open or self._have_agents_the_floor or not self._is_settled()
        return not (is_somebody_busy or self._parting.is_near or self._has_just_spoken)

    @property
    def _has_just_spoken(self) -> bool:
        """Either side."""
        return asyncio.get_running_loop().time() - self._voiced_at < UNVOICED_S

    def _is_between_sentences(self) -> bool:
        return self._is_settled() and (not self._have_agents_the_floor or self._mouth.is_between_sentences)

    def _is_between_words(self) -> bool:
        return self._is_settled() and (not self._have_agents_the_floor or self._mouth.is_between_words)

    def _is_settled(self) -> bool:
        return not self._speaker.is_thinking and self._overlap is None and not self._is_wary

    # What the caller does

    async def _listen(self) -> None:
        async for window in self._line:
            await self._going.wait()
            if not window:
                self._sound_stopped()
                continue
            self._turn_end.hear(window)
            self._hearing.push(window)
            self._heard(self._voice.hear(window, self._activity.probability(window)))

    def _heard(self, sound: Sound) -> None:
        if sound.is_voice:
            self._voiced_at = asyncio.get_running_loop().time()
        if sound.begins:
            self._is_noticed = False
            self._is_overlapping = self._have_agents_the_floor
        if self._voice.is_speaking and not self._is_noticed and self._is_callers(sound):
            self._is_noticed = True
            self._caller_began()
        if self._overlap is not None:
            if sound.silence_ms == ASKED_AFTER_MS:
                self._hearing.finish_utterance()
            self._decide(self._overlap.hear(sound))
        if sound.pauses and self._is_noticed:
            self._peak_db = sound.peak_db
            self._caller_paused()
        if self._is_wary:
            self._be_calm()
        elif self._may_begin(sound):
            self._is_wary = True
            self._mouth.hold()

    def _sound_stopped(self) -> None:
        """There is no microphone, or a muted one: no window tells any more how long the caller is silent."""
        self._be_calm()
        if self._voice.break_off():
            self._caller_paused()
        if (overlap := self._overlap) is not None:
            self._hearing.finish_utterance()
            silent = partial(self._stayed_silent, overlap, self._stopped_at)
            asyncio.get_running_loop().call_later(overlap.over_after_ms / 1000, silent)

    def _stayed_silent(self, overlap: Overlap, since: float | None) -> None:
        if self._overlap is overlap and self._stopped_at == since and not self._voice.is_speaking:
            self._decide(Verdict.GO_ON)

    def _may_begin(self, sound: Sound) -> bool:
        """Whether the caller may be about to interrupt: the next window tells."""
        is_first = sound.is_voice and not self._voice.is_speaking
        is_free = self._overlap is None and self._mouth.is_audible
        return is_first and is_free and self._loudness.is_callers(sound.peak_db)

    def _be_calm(self) -> None:
        """What may have been a beginning was one, and there is an overlap, or it was none."""
        if self._is_wary and self._overlap is None:
            self._mouth.release(from_word=False)
        self._is_wary = False

    def _is_callers(self, sound: Sound) -> bool:
        """Others in the room who begin while the agents speak are not listened to."""
        return not self._is_overlapping or self._loudness.is_callers(sound.peak_db)

    @property
    def _have_agents_the_floor(self) -> bool:
        return self._mouth.has_words or self._speaker.is_answering

    def _caller_began(self) -> None:
        if self._turn_began_at is None or not self._is_more_to_come:
            self._turn_began_at = asyncio.get_running_loop().time()
        self._turn_end.stop()
        self._demeanour.caller_spoke()
        self._lost.caller_began()
        self._unheard_turn.caller_began()
        self._parting.caller_began_to_speak()
        self._is_overheard = False
        self._turn.begin_utterance()
        if self._overlap is None and self._have_agents_the_floor:
            self._mouth.hold()
            self._overlap = Overlap(self._turn_taking.barge_in_ms)

    def _caller_paused(self) -> None:
        self._stopped_at = asyncio.get_running_loop().time() - ENDS_AFTER_MS / 1000
        self._unheard_turn.caller_stopped()
        self._parting.caller_stopped_speaking()
        if self._overlap is None and not self._is_overheard:
            self._turn_end.begin(self._stopped_at)
        self._settle()

    def _understood(self, transcript: Transcript) -> None:
        if self._is_overheard or not self._is_noticed:
            return
        self._line.show_caller(transcript.text, is_final=transcript.is_final)
        self._turn.understand(transcript)
        if self._overlap is not None:
            self._decide(self._overlap.understand(transcript.text, is_final=transcript.is_final))
        if transcript.is_final:
            self._unheard_turn.answered()
            self._lost.heard()
            may_take = self._overlap is None and self._going.is_set()
            if may_take and (self._turn.is_due or self._is_late()):
                self._take_turn()

    def _ask_for_silence(self) -> None:
        if self._going.is_set():
            self._ask(Request())

    def _is_late(self) -> bool:
        """Words that come when nobody waits for them any more."""
        return not (self._voice.is_speaking or self._turn_end.is_awaited)

    def _decide(self, verdict: Verdict) -> None:
        match verdict:
            case Verdict.STOP:
                self._overlap = None
                self._interrupt()
                if not self._voice.is_speaking and self._stopped_at is not None:
                    self._turn_end.begin(self._stopped_at)
            case Verdict.GO_ON:
                self._go_on(self._overlap)
            case Verdict.UNDECIDED:
                pass

    def _go_on(self, overlap: Overlap | None) -> None:
        """It was no interruption. Just before the end of what is said it may still be an answer to it."""
        self._overlap = None
        self._mouth.release()
        if overlap is not None and overlap.has_words and self._mouth.ends_within(ANSWERED_EARLY_MS):
            self._turn_end.begin(asyncio.get_running_loop().time())
        else:
            self._is_overheard = True
            self._turn.forget()
            self._hearing.finish_utterance()
            self._unheard_turn.answered()
        self._settle()

    def _take_turn(self) -> None:
        self._turn_end.stop()
        self._turn_began_at = None
        if text := self._turn.take():
            if self._peak_db is not None:
                self._loudness.learn(self._peak_db)
            self._ask(Request(text, self._stopped_at))

    # What the agents do

    def _ask(self, request: Request) -> None:
        self._unheard_turn.answered()
        self._speaker.answer(request)

    def _interrupt(self) -> None:
        self._overlap = None
        self._speaker.interrupt()

    def _agent_began(self) -> None:
        self._unheard_turn.agent_spoke()
        self._lost.spoke()
        self._settle()

    def _settle(self) -> None:
        """Show what goes on; count the silence when nothing does."""
        if self._state_shown is AgentState.SPEAKING:
            self._voiced_at = asyncio.get_running_loop().time()
        if self._mouth.is_audible:
            state = AgentState.SPEAKING
        else:
            state = AgentState.THINKING if self._speaker.is_thinking else AgentState.LISTENING
        self._state_shown = state
        self._demeanour.show(state, caller_speaks=self._voice.is_speaking)

    def _stop_waiting(self) -> None:
        self._turn_end.stop()
        self._unheard_turn.answered()
        self._parting.call_goes_on()
        self._demeanour.stop()
