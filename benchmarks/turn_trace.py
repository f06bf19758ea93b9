"""Where the time of one turn went, from livekit-agents' spans."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

SOUND_THERE = "sound on its way to the agent"
DETECTOR_ASKED = "silence, until the detector is asked"
DETECTOR_ANSWERS = "turn detector"
FINAL_TEXT = "recogniser's final text"
TURN_OVER = "waiting whether more comes"
FIRST_WORD = "first word of the answer"
FIRST_SOUND = "first sound of the answer"
HEARD = "sound on its way to the caller"

STAGES = (
    SOUND_THERE,
    DETECTOR_ASKED,
    DETECTOR_ANSWERS,
    FINAL_TEXT,
    TURN_OVER,
    FIRST_WORD,
    FIRST_SOUND,
    HEARD,
)
"""In order: each begins where the one before ends."""


@dataclass(frozen=True, slots=True)
class Span:
    """Times as of `time.time()`."""

    name: str
    began_at: float
    ended_at: float
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """:ivar probability: that the caller's turn was over, as the turn detector judged.
    :ivar is_doubted: that was too little, so that the agent waited longer.
    :ivar stages_s: seconds by stage; they add up to the turn's delay.
    """

    probability: float
    is_doubted: bool
    stages_s: dict[str, float]


def read_spans(path: Path) -> Sequence[Span]:
    """In the order in which they ended."""
    return [Span(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def trace_turn(spans: Sequence[Span], said_at: float, heard_at: float) -> TurnTrace | None:
    """The turn whose last sound left at `said_at` and whose answer was heard at `heard_at`; None when the agent
    answered before the caller had finished, so that there are no stages to tell apart.
    """
    committed = [each for each in _named(spans, "eou_wait") if said_at < each.ended_at < heard_at]
    if not committed:
        return None
    wait = committed[-1]
    asked = [each for each in _named(spans, "eou_detection") if wait.began_at <= each.began_at <= wait.ended_at]
    turn = next(each for each in _named(spans, "user_turn") if each.ended_at >= wait.ended_at)
    answer = next(each for each in _named(spans, "llm_node") if each.began_at >= wait.ended_at)
    spoken = next(each for each in _named(spans, "agent_speaking") if each.began_at >= wait.ended_at)
    judged = asked[0].attributes
    marks = (
        said_at,
        wait.began_at,
        asked[0].began_at,
        asked[0].ended_at,
        max(_final_text_at(turn, before=wait.ended_at), asked[0].ended_at),
        wait.ended_at,
        answer.began_at + answer.attributes["lk.response.ttft"],
        spoken.began_at,
        heard_at,
    )
    return TurnTrace(
        judged["lk.eou.probability"],
        judged["lk.eou.probability"] < judged["lk.eou.unlikely_threshold"],
        {stage: after - before for stage, (before, after) in zip(STAGES, pairwise(marks), strict=True)},
    )


def _named(spans: Sequence[Span], name: str) -> Iterator[Span]:
    return (span for span in spans if span.name == name)


def _final_text_at(turn: Span, *, before: float) -> float:
    events = json.loads(turn.attributes["lk.stt.events"])
    finals = [each["received_at"] for each in events if each["type"] == "final_transcript"]
    return max((at for at in finals if at <= before), default=before)
