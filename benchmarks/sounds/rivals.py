"""Other ways to find the end of a turn, by sound alone. Words, which they need too, are taken to be there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from benchmarks.sounds.mixing import Samples, to_pcm
from benchmarks.sounds.steady_models import DETECTOR_TAKES_MS, turn_is_over
from benchmarks.sounds.virtual_call import windows
from domain.interfaces.voice_activity import WINDOW_MS
from infrastructure.adapters.local_inference.voice_activity import LocalVoiceActivity

ACTIVATES, GOES_ON = 0.5, 0.35
"""livekit-agents' defaults for its voice activity; and a beginning takes 50 ms, which is two windows."""

BEGINS_AFTER = 2

VAD_SILENCE_MS = 250
"""Its default: shorter silences end no speech."""

ASKED_AFTER_MS = 200
"""`MIN_SILENCE_DURATION_MS` of its turn detector, which then is asked one time a pause."""

THRESHOLD, SURE_MS, UNSURE_MS = 0.36, 300, 2500
"""The detector's for English, and `_STREAMING_ENDPOINTING_DEFAULTS` of livekit-agents 1.8."""

RECENT_MS = 3000

Rival = Callable[[Samples], tuple[float, ...]]
"""When it takes turns for over, in milliseconds from the beginning of the sound."""


@dataclass(frozen=True, slots=True)
class Moment:
    """After one window.

    :ivar silence_ms: since the last voice, while somebody has the turn; None before and after a turn.
    """

    at_ms: float
    silence_ms: float | None


class _Activity:
    """livekit-agents' reading of the model: from the second window of voice to a silence that is long enough."""

    def __init__(self) -> None:
        self._model = LocalVoiceActivity()
        self._voiced = 0
        self.is_turn = False
        self.silence_ms = 0.0

    def hear(self, window: bytes) -> None:
        probability = self._model.probability(window)
        is_speaking = self.is_turn and self.silence_ms < VAD_SILENCE_MS
        if probability >= (GOES_ON if is_speaking else ACTIVATES):
            self._voiced += 1
            if is_speaking or self._voiced >= BEGINS_AFTER:
                self.is_turn, self.silence_ms = True, 0.0
                return
        else:
            self._voiced = 0
        self.silence_ms += WINDOW_MS


def _moments(sound: Samples) -> Iterator[tuple[Moment, _Activity]]:
    activity = _Activity()
    for number, window in enumerate(windows(sound), start=1):
        activity.hear(window)
        yield Moment(number * WINDOW_MS, activity.silence_ms if activity.is_turn else None), activity


def voice_activity(sound: Samples, silence_ms: float) -> tuple[float, ...]:
    """A turn is over after so much silence."""
    taken = list[float]()
    for moment, activity in _moments(sound):
        if moment.silence_ms is not None and moment.silence_ms >= silence_ms:
            taken.append(moment.at_ms - (moment.silence_ms - silence_ms))
            activity.is_turn = False
    return tuple(taken)


def turn_detector(sound: Samples) -> tuple[float, ...]:
    """livekit-agents': asked when 200 ms are silent, believed when 250 are; 0.3 s or 2.5 s from the last voice."""
    taken = list[float]()
    due_ms: float | None = None
    for moment, activity in _moments(sound):
        if not moment.silence_ms:  # somebody speaks, or has not begun
            due_ms = None
            continue
        if due_ms is None and moment.silence_ms >= ASKED_AFTER_MS:
            heard = sound[max(0, round((moment.at_ms - RECENT_MS) * 16)) : round(moment.at_ms * 16)]
            is_sure = turn_is_over(to_pcm(heard)) >= THRESHOLD
            stopped_ms = moment.at_ms - moment.silence_ms
            answered_ms = max(moment.at_ms + DETECTOR_TAKES_MS, stopped_ms + VAD_SILENCE_MS)
            due_ms = max(answered_ms, stopped_ms + (SURE_MS if is_sure else UNSURE_MS))
        if due_ms is not None and moment.at_ms >= due_ms:
            taken.append(due_ms)
            activity.is_turn, due_ms = False, None
    return tuple(taken)


RIVALS: Mapping[str, Rival] = {
    **{f"silence of {ms} ms": partial(voice_activity, silence_ms=ms) for ms in (250, 500, 800)},
    "livekit's detector": turn_detector,
}
