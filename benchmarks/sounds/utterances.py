"""The script of `end_of_turn`: what callers say in one turn, and where it ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.sounds.mixing import Samples, at_level, room, silence
from benchmarks.sounds.speaking import VOICES, Said, Speakers
from domain.entities.audio import SpokenWord
from domain.entities.reply import AskedFor
from domain.entities.tool import Kind

SEED = 20
SCRIPT = Path(__file__).with_name("utterances.txt")
HELD_OUT = Path(__file__).with_name("utterances_held_out.txt")
PAUSES_MS = (300, 1800)
"""Shortest and longest; short ones are likelier: half are under 735."""

BEFORE_MS = 500
AFTER_MS = 4500
"""Longer than anybody waits whether more comes."""

LEVEL_DB = (-24.0, -18.0)
QUIET_DB, NOISY_DB = (-68.0, -58.0), (-50.0, -44.0)
"""Of the room. One in five is noisy: a fan, a street behind the window."""

NOISY = 0.2

_ASKED = re.compile(r"\[(\w+)(?: (\d+))?\] ")


@dataclass(frozen=True, slots=True)
class Utterance:
    """:ivar kind: the heading in the script.
    :ivar text: with the length of each pause.
    :ivar sound: with the room before and after.
    :ivar ends_ms: where the caller has said all, from the beginning of the sound.
    """

    number: int
    kind: str
    text: str
    voice: str
    asked_for: AskedFor | None
    sound: Samples
    words: tuple[SpokenWord, ...]
    ends_ms: float

    @property
    def said(self) -> str:
        return " ".join(word.text for word in self.words)


async def utterances(speakers: Speakers, script: Path = SCRIPT, count: int | None = None) -> Sequence[Utterance]:
    """The whole script, or so many spread over it. The same every time, also when only some are made."""
    lines = _lines(script)
    step = len(lines) / (count or len(lines))
    chosen = [lines[int(at * step)] for at in range(count or len(lines))]
    return [await _made(number, kind, line, speakers) for number, kind, line in chosen]


def _lines(script: Path) -> list[tuple[int, str, str]]:
    lines, kind = list[tuple[int, str, str]](), ""
    for line in script.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            lines.append((len(lines) + 1, kind, line))
    return lines


async def _made(number: int, kind: str, line: str, speakers: Speakers) -> Utterance:
    draw = np.random.default_rng((SEED, number))
    asked = _ASKED.match(line)
    text = " ".join(_with_length(word, draw) for word in line[asked.end() if asked else 0 :].split())
    voice = VOICES[number % len(VOICES)]
    said = await speakers.say(text, voice)
    shift_ms = round(BEFORE_MS - said.begins_ms)
    words = tuple(SpokenWord(each.text, each.start_ms + shift_ms, each.end_ms + shift_ms) for each in said.words)
    sound = _in_its_room(said, draw)
    return Utterance(number, kind, text, voice, _asked_for(asked), sound, words, said.ends_ms + shift_ms)


def _in_its_room(said: Said, draw: np.random.Generator) -> Samples:
    begin, end = (round(each * 16) for each in (said.begins_ms, said.ends_ms))
    speech = at_level(said.sound[begin:end], draw.uniform(*LEVEL_DB))
    sound = np.concatenate((silence(BEFORE_MS), speech, silence(AFTER_MS)))
    loud_db = draw.uniform(*(NOISY_DB if draw.random() < NOISY else QUIET_DB))
    return sound + room(len(sound) / 16, draw, loud_db)[: len(sound)]


def _with_length(word: str, draw: np.random.Generator) -> str:
    return f"/{_drawn_ms(draw)}" if word == "/" else word


def _drawn_ms(draw: np.random.Generator) -> int:
    least, most = PAUSES_MS
    return round(least * (most / least) ** draw.random() / 10) * 10


def _asked_for(asked: re.Match[str] | None) -> AskedFor | None:
    return AskedFor(Kind(asked[1]), int(asked[2] or 0)) if asked else None
