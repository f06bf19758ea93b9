"""A team that says what a test has written down for it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass

from domain.entities.reply import ReplyPart, SpecialistChosen, Words
from domain.entities.specialist import SUPERVISOR
from domain.errors import ParleyError, StaleEpoch
from domain.interfaces.agent import AgentTeam


@dataclass(frozen=True)
class ScriptedReply:
    """:ivar words: said one by one, `pause_s` before each.
    :ivar first: what comes between the specialist and the first word.
    :ivar last: what comes after the last word.
    :ivar error: raised at the end.
    """

    words: Sequence[str]
    specialist: str | SpecialistChosen = "sales"
    pause_s: float = 0.0
    first: Sequence[ReplyPart] = ()
    last: Sequence[ReplyPart] = ()
    error: ParleyError | None = None


class FakeAgentTeam(AgentTeam):
    """Answers each utterance with its script, and any other one with `otherwise`; each silence with the next
    script of `silences`, of which the last one is for all that follow.

    :ivar said: each session's utterances, with an empty one for each silence.
    :ivar heard: each session's committed answers, by the number of utterances before them; 0 is the greeting's.
    """

    def __init__(
        self,
        replies: Mapping[str, ScriptedReply] | None = None,
        otherwise: ScriptedReply = ScriptedReply(["All", " is", " well."]),
        greeting: str = "Hello, how can I help you?",
        silences: Sequence[ScriptedReply] = (ScriptedReply(["Are", " you", " there?"], specialist=SUPERVISOR),),
    ) -> None:
        self._replies = dict(replies or {})
        self._otherwise = otherwise
        self._greeting = greeting
        self._silences = tuple(silences)
        self._epochs: dict[str, int] = {}
        self._latest: dict[str, object] = {}
        self.said: defaultdict[str, list[str]] = defaultdict(list)
        self.heard: defaultdict[str, dict[int, str]] = defaultdict(dict)

    @property
    def greeting(self) -> str:
        return self._greeting

    def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._answer(session_id, utterance, self._replies.get(utterance, self._otherwise), epoch)

    def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        silences = sum(not said for said in self.said[session_id])
        return self._answer(session_id, "", self._silences[min(silences, len(self._silences) - 1)], epoch)

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        self._fence(session_id, epoch)
        self._latest.pop(session_id, None)
        self.heard[session_id][len(self.said[session_id])] = heard

    async def forget(self, session_id: str) -> None:
        for memory in (self._epochs, self._latest, self.said, self.heard):
            memory.pop(session_id, None)

    async def _answer(
        self, session_id: str, utterance: str, script: ScriptedReply, epoch: int
    ) -> AsyncGenerator[ReplyPart, None]:
        self._fence(session_id, epoch)
        self.said[session_id].append(utterance)
        mine = self._latest[session_id] = object()
        who = script.specialist
        yield who if isinstance(who, SpecialistChosen) else SpecialistChosen(who)
        for part in (*script.first, *map(Words, script.words), *script.last):
            await asyncio.sleep(script.pause_s)
            if self._latest.get(session_id) is not mine:
                return
            yield part
        if script.error is not None:
            raise script.error

    def _fence(self, session_id: str, epoch: int) -> None:
        current = self._epochs.get(session_id, epoch)
        if epoch < current:
            raise StaleEpoch(epoch, current)
        self._epochs[session_id] = epoch
