"""Every leg of a call, and every way in which its provider breaks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulators.everything import Everything
from emulators.script import Act, Fault, Script
from parley.launch.ports import free_port

WELL = "no fault"
REFUSED = "refused connection"
HUGE = "huge answer"
EMPTY = "empty answer"

FAULTS: Mapping[str, Act] = {
    WELL: Act(),
    REFUSED: Act(),
    "401": Act(Fault.UNAUTHORISED),
    "429": Act(Fault.RATE_LIMITED),
    "429, Retry-After 20 s": Act(Fault.RATE_LIMITED, retry_after_s=20),
    "500": Act(Fault.SERVER_ERROR),
    "never answers": Act(Fault.NEVER_ANSWERS),
    "answers after 10 s": Act(Fault.LATE),
    "stalls in mid-stream": Act(Fault.STALLS),
    "drops in mid-stream": Act(Fault.DROPS),
    "garbage": Act(Fault.GARBAGE),
    HUGE: Act(Fault.HUGE),
    EMPTY: Act(Fault.EMPTY),
}


@dataclass(frozen=True, eq=False)
class Leg:
    """
    :ivar watched: its name in health and metrics.
    :ivar scripts: of the endpoints that break.
    :ivar address: the setting that says where they are, and what follows the port there.
    :ivar alone: the setting that leaves nobody else.
    :ivar told: what else the service is told.
    """

    name: str
    watched: str
    scripts: Callable[[Everything], tuple[Script, ...]]
    address: tuple[str, str]
    alone: tuple[str, str]
    told: Mapping[str, str]

    def __str__(self) -> str:
        return self.name


HEARING = Leg(
    "speech to text: OpenAI, live and as a file",
    "stt",
    lambda all_: (all_.transcription.script, all_.transcription.file_script),
    ("PARLEY_OPENAI_SPEECH_URL", "/v1"),
    ("PARLEY_STT", "openai"),
    {},
)
SPEAKING = Leg(
    "text to speech: ElevenLabs",
    "tts",
    lambda all_: (all_.elevenlabs.script,),
    ("PARLEY_ELEVENLABS_URL", ""),
    ("PARLEY_TTS", "elevenlabs"),
    {},
)
SPEAKING_SECOND = Leg(
    "text to speech: OpenAI, after an ElevenLabs that never answers",
    "tts",
    lambda all_: (all_.speech.script,),
    ("PARLEY_OPENAI_SPEECH_URL", "/v1"),
    ("PARLEY_TTS", "elevenlabs,openai"),
    {"PARLEY_STT": "pocketsphinx"},  # its address is that of OpenAI's speech
)
THINKING = Leg(
    "model: OpenAI",
    "model",
    lambda all_: (all_.chat.script,),
    ("PARLEY_OPENAI_BASE_URL", "/v1"),
    ("PARLEY_LLM", "openai"),
    {},
)
LEGS = (HEARING, SPEAKING, SPEAKING_SECOND, THINKING)


@dataclass(frozen=True)
class Case:
    """One call.

    :ivar is_alone: whether the provider that breaks has nobody after it.
    """

    leg: Leg
    fault: str
    is_alone: bool = False

    def __str__(self) -> str:
        return f"{self.leg}: {self.fault}{', and nobody else' if self.is_alone else ''}"

    @property
    def is_passing(self) -> bool:
        """Nonsense that a caller hears, and silence instead of words, are about one answer, and not for ever."""
        return self.fault == (EMPTY if self.leg is HEARING else HUGE)

    def break_(self, everything: Everything) -> None:
        if self.fault == EMPTY and self.leg is HEARING:
            everything.transcription.hearing.texts.append("")
            return
        for script in self.leg.scripts(everything):
            script.usual = FAULTS[self.fault]

    def heal(self, everything: Everything) -> None:
        for script in self.leg.scripts(everything):
            script.usual = Act()

    def environment(self, address: str) -> dict[str, str]:
        """What the service is told."""
        told = {**Everything.settings(address), **self.leg.told}
        if self.fault == REFUSED:
            setting, path = self.leg.address
            told[setting] = f"http://127.0.0.1:{free_port()}{path}"
        if self.is_alone:
            told |= [self.leg.alone]
        return told


def emulated(case: Case) -> Everything:
    """The providers at the beginning of the call."""
    everything = Everything()
    if case.leg is SPEAKING_SECOND:
        everything.elevenlabs.script.usual = Act(Fault.NEVER_ANSWERS)
    if not case.is_passing:
        case.break_(everything)
    return everything


def matrix(leg: Leg) -> list[Case]:
    """The leg with each fault, and with none."""
    return [Case(leg, fault) for fault in FAULTS]
