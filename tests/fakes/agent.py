"""A team that says what a test has written down for it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass

from domain.entities.reply import ReplyPart, SpecialistChosen, Words
from domain.errors import ParleyError, StaleEpoch
from domain.interfaces.agent import AgentTeam


@dataclass(frozen=True)
class ScriptedReply:
    """:ivar words: said one by one, `pause_s` before each.
    :ivar error: raised after the last word.
    """

    words: Sequence[str]
    specialist: str = "sales"
    pause_s: float = 0.0
    error: ParleyError | None = None


class FakeAgentTeam(AgentTeam):
    """Answers each utterance with its script, and any other one with `otherwise`.

    :ivar said: each session's utterances.
    :ivar heard: each session's committed answers, by the number of utterances before them; 0 is the greeting's.
    """

    def __init__(
        self,
        replies: Mapping[str, ScriptedReply] | None = None,
        otherwise: ScriptedReply = ScriptedReply(["All", " is", " well."]),
        greeting: str = "Hello, how can I help you?",
    ) -> None:
        self._replies = dict(replies or {})
        self._otherwise = otherwise
        self._greeting = greeting
        self._epochs: dict[str, int] = {}
        self._latest: dict[str, object] = {}
        self.said: defaultdict[str, list[str]] = defaultdict(list)
        self.heard: defaultdict[str, dict[int, str]] = defaultdict(dict)

    @property
    def greeting(self) -> str:
        return self._greeting

    async def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        self._fence(session_id, epoch)
        self.said[session_id].append(utterance)
        mine = self._latest[session_id] = object()
        script = self._replies.get(utterance, self._otherwise)
        yield SpecialistChosen(script.specialist)
        for word in script.words:
            await asyncio.sleep(script.pause_s)
            if self._latest.get(session_id) is not mine:
                return
            yield Words(word)
        if script.error is not None:
            raise script.error

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        self._fence(session_id, epoch)
        self._latest.pop(session_id, None)
        self.heard[session_id][len(self.said[session_id])] = heard

    async def forget(self, session_id: str) -> None:
        for memory in (self._epochs, self._latest, self.said, self.heard):
            memory.pop(session_id, None)

    def _fence(self, session_id: str, epoch: int) -> None:
        current = self._epochs.get(session_id, epoch)
        if epoch < current:
            raise StaleEpoch(epoch, current)
        self._epochs[session_id] = epoch
