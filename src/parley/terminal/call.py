"""`parley call`: a real call, from a terminal."""

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from infrastructure import log, settings
from infrastructure.caller.caller import Answer, Caller, CallOver, on_the_line
from infrastructure.caller.reception import Reception
from infrastructure.caller.utterance import from_text, from_wav
from infrastructure.providers.legs import local_voice


class _Notes:
    """What is printed: who said what, and when."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    def line(self, who: str, text: str, aside: str = "") -> None:
        at = time.monotonic() - self._began
        self._console.print(f"[dim]{at:6.1f}[/]  [bold]{who:12}[/] {text}  [dim]{aside}[/]")

    def answer(self, answer: Answer, asked_at: float | None) -> None:
        aside = "" if asked_at is None else f"after {answer.began_at - asked_at:.2f} s"
        self.line(answer.specialist or "agent", answer.text, aside)


async def make_call(
    recordings: Sequence[Path], texts: Sequence[str], save: Path, url: str, access_code: str | None
) -> None:
    """Say each in turn, hear each answer to its end, hang up; or stop when the other side does.

    :raises ConfigurationInvalid: a recording cannot be read, or there is no voice to speak with.
    :raises CallNotPossible: the control plane refuses the call, or does not answer.
    """
    log.configure("WARNING", "text")
    turns = [from_wav(path) for path in recordings]
    voice = local_voice(settings.load_one(settings.SpeechSettings))
    try:
        turns += [await from_text(text, voice) for text in texts]
    finally:
        await voice.close()
    notes = _Notes(Console(highlight=False, soft_wrap=True))
    async with Reception(url, access_code) as reception:
        ticket = await reception.ticket()
        async with on_the_line(ticket.url, ticket.token) as caller:
            try:
                notes.answer(await caller.hear_answer(0), None)
                for turn in turns:
                    await _take_turn(caller, turn, notes)
            except CallOver as over:
                notes.line("", str(over))
            caller.ear.save(save)
        await reception.end(ticket.session_id)
    notes.line("", f"hung up; what was heard is in {save}")


async def _take_turn(caller: Caller, turn: bytes, notes: _Notes) -> None:
    said_at = await caller.say(turn)
    answer = await caller.hear_answer(said_at)
    mine = caller.captions.of(caller.room.local_participant.identity)
    notes.line("you", mine[-1].text if mine else "(not understood)")
    notes.answer(answer, said_at)
