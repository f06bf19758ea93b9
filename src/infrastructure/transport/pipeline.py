"""Listening and speaking in one room: livekit-agents' session, run without its worker."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from livekit import rtc
from livekit.agents import Agent, AgentSession, APIConnectOptions, inference
from livekit.agents.stt import STTError
from livekit.agents.tts import TTSError
from livekit.agents.voice.agent_session import SessionConnectOptions
from livekit.agents.voice.events import (
    AgentStateChangedEvent,
    CloseEvent,
    ErrorEvent,
    UserInputTranscribedEvent,
    UserStateChangedEvent,
)
from livekit.agents.voice.room_io import (
    AudioInputOptions,
    AudioOutputOptions,
    RoomOptions,
    TextOutputOptions,
)
from livekit.agents.voice.turn import EndpointingOptions, TurnHandlingOptions

from domain.entities.audio import RECOGNITION_RATE_HZ
from domain.entities.bill import Leg
from domain.entities.reply import SpecialistChosen
from domain.entities.session import EndReason
from domain.entities.specialist import Pace
from domain.errors import StaleEpoch
from domain.interfaces.conversation import FAILED_GOODBYE, Conversation
from domain.interfaces.stt import SpeechToText
from domain.interfaces.tts import TextToSpeech
from infrastructure.transport.at_once import AtOnce
from infrastructure.transport.bridges.conversation import SILENCE, ConversationBridge
from infrastructure.transport.bridges.recognition import RecognitionBridge
from infrastructure.transport.bridges.speech import SpeechBridge
from infrastructure.transport.lost_providers import LostProviders
from infrastructure.transport.parting import Parting
from infrastructure.transport.silent_caller import SilentCaller
from infrastructure.transport.typed_turns import TypedTurns
from infrastructure.transport.unheard_turn import UnheardTurn

logger = logging.getLogger(__name__)

INPUT_FRAME_MS = 50
"""How much sound is heard at once. Longer frames spare the event loop, and delay the end of a turn."""

PATIENCE = "One moment, please."
AGAIN = "I'm sorry, I could not hear that. Could you say it again, please?"

NO_RETRY = APIConnectOptions(max_retry=0)
ONE_RETRY = APIConnectOptions(max_retry=1, retry_interval=0.1)

WAITING = {Pace.BRISK: 0.8, Pace.NORMAL: 1.0, Pace.PATIENT: 1.8}
"""Times the usual wait for more. People read out a number with pauses of up to 2 s; a fifth less is felt, and cuts
off few."""


@dataclass(frozen=True, slots=True)
class TurnTaking:
    """When the caller's turn is over, and when the caller is interrupting.

    :ivar end_silence_ms: silence after which the turn detector is asked whether the turn is over.
    :ivar min_endpoint_ms: from the end of speech to the answer, when the detector is sure.
    :ivar max_endpoint_ms: the same, when the detector thinks that there is more to come.
    :ivar barge_in_ms: speech of this length stops the answer; shorter ones are coughs.
    :ivar silence_s: after so long without a word of the caller the agents speak again.
    """

    end_silence_ms: int
    min_endpoint_ms: int
    max_endpoint_ms: int
    barge_in_ms: int
    silence_s: float

    def endpointing(self, pace: Pace) -> EndpointingOptions:
        factor = WAITING[pace] / 1000
        return {"min_delay": self.min_endpoint_ms * factor, "max_delay": self.max_endpoint_ms * factor}


class SpeechEngines:
    """What all calls share: a recogniser, a synthesiser, voice activity detection and the turn detector."""

    def __init__(self, recogniser: SpeechToText, synthesiser: TextToSpeech, turn_taking: TurnTaking) -> None:
        self.recogniser = recogniser
        self.synthesiser = synthesiser
        self.turn_taking = turn_taking
        self.vad = inference.VAD(min_silence_duration=turn_taking.end_silence_ms / 1000, executor=AtOnce())
        # Without a version livekit-agents takes a hosted model when it thinks it is in development.
        self.turn_detector = inference.TurnDetector(version="v1-mini")

    async def warm(self) -> None:
        """Make ready what the first turn needs."""
        await asyncio.gather(self.recogniser.warm(), self.synthesiser.warm())


class VoicePipeline:
    """One call's pipeline in one room.

    :param on_over: called when the conversation has come to its end, or cannot go on, with the reason.
    :param on_specialist: called with the name of whoever answers.
    """

    def __init__(
        self,
        engines: SpeechEngines,
        conversation: Conversation,
        caller_identity: str,
        *,
        on_over: Callable[[EndReason], None],
        on_specialist: Callable[[str], None],
    ) -> None:
        self._engines = engines
        self._conversation = conversation
        self._caller_identity = caller_identity
        self._on_over = on_over
        self._on_specialist = on_specialist
        self._parting = Parting(on_over)
        self._bridge = ConversationBridge(
            conversation,
            parting=self._parting,
            waited_s=lambda: self._unheard_turn.waited_s,
            on_specialist=self._specialist_chosen,
            on_answered=self._keep_pace,
        )
        self._recognition = RecognitionBridge(engines.recogniser, partial(conversation.used, Leg.HEARING))
        self._speech = SpeechBridge(engines.synthesiser, partial(conversation.used, Leg.SPEAKING))
        self._pace = Pace.NORMAL
        self._session = self._new_session()
        self._room: rtc.Room | None = None
        self._silent_caller = SilentCaller(self._caller_can_be_heard)
        self._unheard_turn = UnheardTurn(self._ask_for_patience, self._ask_to_say_it_again)
        self._lost_providers = LostProviders(self._say_goodbye, lambda: on_over(EndReason.PROVIDERS_FAILED))
        self._reporting: asyncio.Task[None] | None = None
        self._typed: TypedTurns | None = None
        self._is_running = False

    async def start(self, room: rtc.Room) -> None:
        """Listen and speak; greet the caller as soon as there is one to hear it."""
        self._reporting = asyncio.create_task(self._bridge.report(), name=f"room:{room.name}:report")
        self._reporting.add_done_callback(self._reporting_ended)
        self._session.on("conversation_item_added", self._bridge.item_added)
        self._session.on("user_state_changed", self._caller_changed)
        self._session.on("user_input_transcribed", self._transcribed)
        self._session.on("agent_state_changed", self._agent_changed)
        self._session.on("error", self._failed)
        self._session.on("close", self._closed)
        self._room = room
        await self._session.start(
            # Instructions are the agents' own affair and never leave them.
            Agent(instructions=""),
            room=room,
            room_options=self._room_options(),
            # Hosting one would let every participant read instructions and history.
            session_host=False,
            record=False,
        )
        self._is_running = True
        self._typed = TypedTurns(room, self._caller_identity, self._take_typed_turn)
        self._typed.start()
        greeting = self._conversation.greeting
        if greeting:
            self._session.say(greeting)

    def hush(self) -> None:
        """Stop speaking: nobody is there to hear it."""
        if self._is_running:
            self._session.interrupt(force=True)

    async def close(self) -> None:
        """Stop, and tell the conversation what was heard of an answer cut short by this."""
        self._is_running = False
        self._unheard_turn.answered()
        self._parting.call_goes_on()
        if self._typed is not None:
            await self._typed.close()
        await self._session.aclose()
        if self._reporting is not None:
            reported = asyncio.create_task(self._bridge.reported())
            await asyncio.wait((reported, self._reporting), return_when=asyncio.FIRST_COMPLETED)
            reported.cancel()
            self._reporting.cancel()
            await asyncio.gather(reported, self._reporting, return_exceptions=True)

    def _new_session(self) -> AgentSession[None]:
        turn_taking = self._engines.turn_taking
        return AgentSession(
            stt=self._recognition,
            llm=self._bridge,
            tts=self._speech,
            vad=self._engines.vad,
            turn_handling=TurnHandlingOptions(
                turn_detection=self._engines.turn_detector,
                endpointing=turn_taking.endpointing(self._pace),
                interruption={"mode": "vad", "min_duration": turn_taking.barge_in_ms / 1000},
                # It would run the graph, and what the graph does, for words that are not final.
                preemptive_generation={"enabled": False},
            ),
            use_tts_aligned_transcript=True,
            # It would leave the caller unheard for the first seconds of the greeting.
            aec_warmup_duration=None,
            # Whoever hangs up in mid-sentence does not wait for the sentence to be understood.
            session_close_transcript_timeout=0,
            user_away_timeout=turn_taking.silence_s,
            conn_options=SessionConnectOptions(
                stt_conn_options=ONE_RETRY, llm_conn_options=NO_RETRY, tts_conn_options=ONE_RETRY
            ),
        )

    def _room_options(self) -> RoomOptions:
        return RoomOptions(
            participant_identity=self._caller_identity,
            audio_input=AudioInputOptions(
                sample_rate=RECOGNITION_RATE_HZ,
                frame_size_ms=INPUT_FRAME_MS,
                pre_connect_audio=False,  # sound as files, of any size and from anybody; the page sends none
                auto_gain_control=False,  # half of the main thread's time; browsers do it themselves
            ),
            audio_output=AudioOutputOptions(sample_rate=self._speech.sample_rate),
            text_input=False,  # it loses what is typed before its list of participants is complete
            text_output=TextOutputOptions(),
            # A reload looks like leaving: the call decides how long to wait.
            close_on_disconnect=False,
        )

    def _specialist_chosen(self, chosen: SpecialistChosen) -> None:
        self._speech.voice = chosen.voice
        self._on_specialist(chosen.name)

    def _keep_pace(self) -> None:
        """What the latest answer asks for, from the caller's next turn on."""
        pace = self._conversation.pace
        if pace is not self._pace:
            self._pace = pace
            self._session.update_options(endpointing_opts=self._engines.turn_taking.endpointing(pace))

    def _caller_changed(self, event: UserStateChangedEvent) -> None:
        match event.new_state:
            case "speaking":
                self._silent_caller.spoke()
                self._unheard_turn.caller_began()
                self._parting.caller_began_to_speak()
            case "listening":
                self._unheard_turn.caller_stopped()
                self._parting.caller_stopped_speaking()
            case "away":
                self._session.reset_away_timer()  # or it would notice no other silence
                if self._is_running and self._silent_caller.is_to_be_asked():
                    self._session.generate_reply(chat_ctx=SILENCE)

    def _transcribed(self, event: UserInputTranscribedEvent) -> None:
        if event.is_final:
            self._unheard_turn.answered()
            self._lost_providers.heard()

    def _agent_changed(self, event: AgentStateChangedEvent) -> None:
        match event.new_state:
            case "thinking":
                self._unheard_turn.answered()
            case "speaking":
                self._unheard_turn.agent_spoke()
                self._lost_providers.spoke()
            case _:
                pass

    def _ask_for_patience(self) -> None:
        """The recogniser is late. It is no answer: neither the pipeline's history nor memory has it."""
        if self._is_running and self._session.current_speech is None:
            self._session.say(PATIENCE, add_to_chat_ctx=False)

    def _ask_to_say_it_again(self) -> None:
        """The recognisers have found no words in what was said."""
        if self._is_running and self._session.current_speech is None:
            self._session.say(AGAIN, add_to_chat_ctx=False)

    def _say_goodbye(self) -> None:
        if self._is_running:
            goodbye = self._session.say(FAILED_GOODBYE)
            goodbye.add_done_callback(lambda _: self._parting.goodbye_heard(EndReason.PROVIDERS_FAILED))

    def _failed(self, event: ErrorEvent) -> None:
        """Every provider of a leg has failed at the same thing."""
        if isinstance(event.error, STTError):  # the words are lost, whether or not the next ones can be heard
            self._lost_providers.hearing_failed()
        elif isinstance(event.error, TTSError) and not event.error.recoverable:
            self._lost_providers.speaking_failed()

    def _caller_can_be_heard(self) -> bool:
        caller = self._room and self._room.remote_participants.get(self._caller_identity)
        tracks = caller.track_publications.values() if caller else ()
        return any(each.kind == rtc.TrackKind.KIND_AUDIO and not each.muted for each in tracks)

    async def _take_typed_turn(self, text: str) -> None:
        self._silent_caller.typed()
        await self._session.interrupt()
        self._session.generate_reply(user_input=text, input_modality="text")

    def _reporting_ended(self, reporting: asyncio.Task[None]) -> None:
        """What was heard can no longer be remembered: without memory there is no conversation."""
        if reporting.cancelled() or (error := reporting.exception()) is None:
            return
        logger.error("what was heard could not be kept: %s", type(error).__name__)
        self._on_over(EndReason.DISPLACED if isinstance(error, StaleEpoch) else EndReason.PIPELINE_FAILED)

    def _closed(self, event: CloseEvent) -> None:
        self._is_running = False
        if event.error is not None:
            self._on_over(EndReason.PIPELINE_FAILED)
