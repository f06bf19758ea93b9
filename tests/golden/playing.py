"""Plays turns to a team, as a caller who hears every answer to its end unless told otherwise."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.entities.reply import ReplyPart, Words
from domain.errors import ParleyError
from domain.interfaces.agent import AgentTeam
from tests.golden.expectations import Dialogue, Expected
from tests.golden.judge import Observed, Verdict, judge
from tests.golden.speaking import Ear
from tests.golden.wording import as_said, codes

_NUMBER_OF_TURN = re.compile(r"\{number of turn (\d+)\}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A turn that was played.

    :ivar said: what reached the team.
    """

    expected: Expected
    said: str
    observed: Observed
    verdict: Verdict


async def play_utterance(team: AgentTeam, session_id: str, expected: Expected, heard: str | None = None) -> Judged:
    """In a call of its own.

    :param heard: what a recogniser understood of it; None when it is typed.
    """
    said = expected.says if heard is None else heard
    if not said.strip():
        return Judged(expected, said, Observed(), judge(expected, Observed(failed="nothing was recognised")))
    observed = await _answer(team, session_id, said, expected)
    await team.forget(session_id)
    return Judged(expected, said, observed, judge(expected, observed))


async def play_dialogue(team: AgentTeam, session_id: str, dialogue: Dialogue) -> tuple[Judged, ...]:
    """All turns, also those after one that went wrong."""
    played = list[Judged]()
    for turn in dialogue.turns:
        earlier = [before.observed for before in played]
        said = _filled(turn.says, earlier)
        observed = await _answer(team, session_id, said, turn)
        played.append(Judged(turn, said, observed, judge(turn, observed, earlier)))
    await team.forget(session_id)
    return tuple(played)


async def play_spoken(team: AgentTeam, ear: Ear, said: Sequence[tuple[Expected, str]]) -> list[Judged]:
    """Utterances with the voices that say them; those that make no sense by voice are left out."""

    async def play(expected: Expected, voice: str) -> Judged:
        heard = await ear.heard(expected.says, voice)
        return await play_utterance(team, f"{voice}: {expected.says}", expected, heard)

    return await asyncio.gather(*(play(expected, voice) for expected, voice in said if not expected.typed_only))


async def _answer(team: AgentTeam, session_id: str, said: str, expected: Expected) -> Observed:
    parts, failed = list[ReplyPart](), ""
    stream = team.silence(session_id, epoch=1) if expected.silent else team.reply(session_id, said, epoch=1)
    try:
        async for part in stream:
            parts.append(part)
    except ParleyError as error:
        failed = f"{error.code}: {error}"
    words = "".join(part.text for part in parts if isinstance(part, Words)).split()
    await team.commit(session_id, " ".join(words[: expected.heard_words]), epoch=1)
    return Observed.of(parts, failed)


def _filled(says: str, earlier: Sequence[Observed]) -> str:
    """With the codes that were given, as a caller reads them out; `nothing` for one that was not given."""

    def code(found: re.Match[str]) -> str:
        given = codes(earlier[int(found[1]) - 1].text)
        return as_said(given[0]) if given else "nothing"

    return _NUMBER_OF_TURN.sub(code, says)
