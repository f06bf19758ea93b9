"""How soon a caller is answered, offline: `python -m benchmarks.offline_call [--json FILE]`.

Real calls through LiveKit to both services, each a process of its own, with pocketsphinx, the retrieval brain and
flite. Measured at the caller, from the last spoken frame that left to the first audible frame that came.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from benchmarks import processes
from benchmarks.figures import Spread
from benchmarks.processes import NothingHeard
from benchmarks.report import machine, show, show_spreads_ms
from benchmarks.turn_trace import DOUBTED_MS, STAGES, read_responses, stages_s
from domain.entities.response_time import ResponseTime
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.caller.caller import on_the_line
from infrastructure.caller.reception import Reception
from infrastructure.caller.utterance import from_text

QUESTIONS = (
    "what does the pro plan cost",
    "and the basic one",
    "my router keeps losing the connection",
    "how can i pay my bill",
    "what are your opening hours",
    "how do i cancel my contract",
    "are you open on saturdays",
    "how long does the installation take",
)
"""Of both specialists and of none, short and long. The turn detector doubts the end of the last two, as flite says
them, more often than not."""

TURNS = 24
TARGET_S = 0.7
PAUSE_S = 0.5
"""Between an answer and the next question."""


@dataclass(frozen=True, slots=True)
class Turn:
    """:ivar understood: what the recogniser made of the question.
    :ivar said_at: when the question's last sound left, as of `time.time()`.
    :ivar heard_at: when the answer's first sound came.
    """

    question: str
    understood: str
    answer: str
    said_at: float
    heard_at: float

    @property
    def delay_s(self) -> float:
        return self.heard_at - self.said_at


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=TURNS, help=f"how many questions in all ({TURNS})")
    options.add_argument("--voice", default="slt", help="flite's voice for the caller (slt)")
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too, turn by turn")
    chosen = options.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        turns, log = await _measure(chosen.turns, chosen.voice, Path(folder), console)
    responses = read_responses(log)
    _report(console, turns, responses)
    if chosen.json:
        told = [
            asdict(turn) | {"delay_s": turn.delay_s} | asdict(response)
            for turn, response in zip(turns, responses, strict=True)
        ]
        figures = {"machine": machine(), "turns": told}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


async def _measure(count: int, voice_name: str, logs: Path, console: Console) -> tuple[Sequence[Turn], str]:
    """The turns, and what the agent service wrote of them."""
    turns: list[Turn] = []
    voice = FliteTextToSpeech(voice_name)
    try:
        sounds = [(question, await from_text(question, voice)) for question in QUESTIONS]
    finally:
        await voice.close()
    async with AsyncExitStack() as stack:
        livekit = await stack.enter_async_context(processes.livekit_server(logs))
        agent = await stack.enter_async_context(processes.agent_service(livekit, logs))
        control = await stack.enter_async_context(processes.control_plane(livekit, agent.url, logs))
        reception = await stack.enter_async_context(Reception(control.url))
        with console.status("calling"):
            while len(turns) < count:
                asked = sounds[: count - len(turns)]
                try:
                    turns += await _call(reception, asked)
                except TimeoutError as error:
                    raise NothingHeard(f"a caller was not answered\n{agent.last_lines()}") from error
                console.log(f"{len(turns)} of {count} turns")
        return turns, agent.log.read_text(encoding="utf-8", errors="replace")


async def _call(reception: Reception, sounds: Sequence[tuple[str, bytes]]) -> Sequence[Turn]:
    turns: list[Turn] = []
    ticket = await reception.ticket()
    async with on_the_line(ticket.url, ticket.token) as caller:
        await caller.hear_answer(0)
        since_epoch = time.time() - time.monotonic()
        for question, sound in sounds:
            await asyncio.sleep(PAUSE_S)
            said_at = await caller.say(sound)
            answer = await caller.hear_answer(said_at)
            mine = caller.captions.of(caller.room.local_participant.identity)
            understood = mine[-1].text if mine else ""
            turns.append(
                Turn(question, understood, answer.text, said_at + since_epoch, answer.began_at + since_epoch)
            )
    await reception.end(ticket.session_id)
    return turns


def _report(console: Console, turns: Sequence[Turn], responses: Sequence[ResponseTime]) -> None:
    console.print(machine())
    delays = {"all": [turn.delay_s for turn in turns]}
    for question in dict.fromkeys(turn.question for turn in turns):
        delays[question] = [turn.delay_s for turn in turns if turn.question == question]
    show_spreads_ms(console, "End of speech to first audible frame", "question", delays)
    told = [stages_s(response, turn.delay_s) for turn, response in zip(turns, responses, strict=True)]
    stages = {stage: [each[stage] for each in told] for stage in STAGES}
    show_spreads_ms(console, "Where it goes", "stage", stages)
    rows = [_row(turn, response) for turn, response in zip(turns, responses, strict=True)]
    show(console, "Turns", ("said", "understood", "answered", "s", ""), rows)
    median = Spread.of(delays["all"]).median
    verdict = "within" if median < TARGET_S else "over"
    console.print(f"Median {median:.2f} s: {verdict} the target of {TARGET_S} s.")


def _row(turn: Turn, response: ResponseTime) -> Sequence[str]:
    remark = "doubted" if response.waiting_ms > DOUBTED_MS else ""
    understood = "" if turn.understood == turn.question else turn.understood
    return turn.question, understood, turn.answer, f"{turn.delay_s:.2f}", remark


if __name__ == "__main__":
    asyncio.run(main())
