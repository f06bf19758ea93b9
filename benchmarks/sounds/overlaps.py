"""The script of `barge_in`: 200 sounds of a caller while the agents speak, 70 of which interrupt them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.sounds.mixing import Samples, at_level, audible, milliseconds, mixed, samples, silence, trimmed
from benchmarks.sounds.noises import NOISES
from benchmarks.sounds.speaking import VOICES, Said, Speakers
from domain.entities.audio import SpokenWord

SEED = 21
SCRIPT = Path(__file__).with_name("overlaps.txt")
HELD_OUT = Path(__file__).with_name("overlaps_held_out.txt")

CALLER_DB = -20.0
"""Of what the caller says, below full scale; each time up to `VARIES_DB` more or less."""

VARIES_DB = 3.0

INTERRUPTIONS = ("interruption", "question")
"""Must stop the answer. All else must not."""

BACKGROUND, BABBLE = 20, 8
"""How many times somebody else talks in the room, and several at once."""

BEHIND_DB = (15.0, 25.0)
"""So far below the caller: across a room, or on television."""

UNDERSTOOD_DB = 20.0
"""Nearer than this, and alone, others in the room are understood by a recogniser too."""

BACKGROUND_MS = (1200, 3500)
LOUD_DB: Mapping[str, tuple[float, float]] = {
    "cough": (-24, -14),
    "throat": (-30, -20),
    "sneeze": (-24, -14),
    "breath": (-40, -30),
    "door": (-28, -16),
    "knock": (-28, -18),
    "keyboard": (-42, -30),
    "hum": (-44, -32),
    "rustle": (-40, -28),
    "clink": (-36, -24),
    "chair": (-34, -24),
    "ringing": (-36, -26),
}
COUNTS: Mapping[str, int] = {
    "cough": 22,
    "throat": 8,
    "sneeze": 4,
    "breath": 4,
    "door": 10,
    "knock": 3,
    "keyboard": 8,
    "hum": 4,
    "rustle": 3,
    "clink": 3,
    "chair": 2,
    "ringing": 1,
}
"""The more of a kind, the likelier it is to be taken for a voice."""

AT_MS = (1500, 4500)
"""After the agents' answer is heard, or goes on."""


@dataclass(frozen=True, slots=True)
class OverlapSound:
    """:ivar sound: from its first audible sound to its last.
    :ivar words: that a good recogniser finds in it, by the sound's clock.
    :ivar at_ms: how long the agents have been speaking when it begins.
    """

    number: int
    kind: str
    text: str
    voice: str
    must_stop: bool
    sound: Samples
    words: tuple[SpokenWord, ...]
    at_ms: float

    @property
    def length_ms(self) -> float:
        return milliseconds(self.sound)

    @property
    def name(self) -> str:
        return f"{self.number:3} {self.kind}: {self.text} ({self.voice})".replace(": ()", "")


async def overlaps(speakers: Speakers, script: Path = SCRIPT, count: int | None = None) -> Sequence[OverlapSound]:
    """All of the script in a seeded order, or the first `count` of them: the same every time."""
    said = _texts(script)
    others = said.pop("background")
    wanted = _wanted(said, others)
    order = np.random.default_rng(SEED).permutation(len(wanted))[:count]
    return [await _made(int(number), *wanted[int(number)], others, speakers) for number in order]


def _wanted(said: Mapping[str, Sequence[str]], others: Sequence[str]) -> list[tuple[str, str]]:
    wanted = [(kind, text) for kind, texts in said.items() for text in texts]
    wanted += [("background", others[at % len(others)]) for at in range(BACKGROUND)]
    wanted += [("babble", "")] * BABBLE
    return wanted + [(kind, "") for kind, times in COUNTS.items() for _ in range(times)]


def _texts(script: Path) -> dict[str, list[str]]:
    kinds, kind = dict[str, list[str]](), ""
    for line in script.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
            kinds[kind] = []
        elif line and not line.startswith("#"):
            kinds[kind].append(line)
    return kinds


async def _made(number: int, kind: str, text: str, others: Sequence[str], speakers: Speakers) -> OverlapSound:
    draw = np.random.default_rng((SEED, number))
    voice = VOICES[number % len(VOICES)]
    at_ms = float(draw.uniform(*AT_MS))
    if kind in NOISES:
        sound = at_level(trimmed(at_level(NOISES[kind](draw), CALLER_DB)), draw.uniform(*LOUD_DB[kind]))
        return OverlapSound(number, kind, "", "", must_stop=False, sound=sound, words=(), at_ms=at_ms)
    if kind == "babble":
        sound = await _babble(draw, others, speakers)
        return OverlapSound(number, kind, "", "", must_stop=False, sound=sound, words=(), at_ms=at_ms)
    said = await speakers.say(text, voice)
    if kind == "background":
        behind_db = draw.uniform(*BEHIND_DB)
        length_ms = draw.uniform(*BACKGROUND_MS)
        sound, words = _begun(said, CALLER_DB - behind_db, length_ms)
        words = words if behind_db < UNDERSTOOD_DB else ()
        label = f"{text} ({-behind_db:.0f} dB)"
        return OverlapSound(number, kind, label, voice, must_stop=False, sound=sound, words=words, at_ms=at_ms)
    sound, words = _begun(said, CALLER_DB + draw.uniform(-VARIES_DB, VARIES_DB), said.ends_ms)
    must_stop = kind in INTERRUPTIONS
    return OverlapSound(number, kind, text, voice, must_stop=must_stop, sound=sound, words=words, at_ms=at_ms)


def _begun(said: Said, level_db: float, length_ms: float) -> tuple[Samples, tuple[SpokenWord, ...]]:
    """Its first sounds, for so long at most, and their words."""
    ends_ms = min(said.ends_ms, said.begins_ms + length_ms)
    sound = at_level(said.sound[samples(said.begins_ms) : samples(ends_ms)], level_db)
    shift_ms = round(said.begins_ms)
    return sound, tuple(
        SpokenWord(word.text, word.start_ms - shift_ms, min(word.end_ms, round(ends_ms)) - shift_ms)
        for word in said.words
        if word.end_ms <= ends_ms + 100  # the last one may be said to end a little after its sound
    )


async def _babble(draw: np.random.Generator, texts: Sequence[str], speakers: Speakers) -> Samples:
    """Three or four others at the same time, none of whom is understood."""
    sound = silence(0)
    for each in draw.permutation(len(texts))[: draw.integers(3, 5)]:
        said = await speakers.say(texts[int(each)], VOICES[int(draw.integers(len(VOICES)))])
        begin_ms, _ = audible(said.sound)
        sound = mixed(sound, at_level(said.sound[samples(begin_ms) :], draw.uniform(-6, 0)))
    wanted = samples(draw.uniform(*BACKGROUND_MS))
    return at_level(sound[:wanted], CALLER_DB - draw.uniform(*BEHIND_DB))
