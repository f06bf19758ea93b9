"""A call by text to the real team, as a test makes it: no key, no microphone, no service."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from domain.entities.reply import ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.tool import Outcome
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import close_services, open_services_beside

_SESSION = "typed call"


@dataclass(frozen=True, slots=True)
class Answer:
    """:ivar specialist: who gave it; `supervisor` for manners.
    :ivar tools: those that were called for it, by name, with what became of each.
    """

    specialist: str
    text: str
    tools: tuple[tuple[str, Outcome], ...]


def typed_call(specialists: Path, knowledge: Path, *says: str) -> list[Answer]:
    """One call: says each, hears each answer to its end, and gives the answers.

    The company's services keep their records in memory: nothing is left behind.

    :param specialists: the folder of specialists.
    :param knowledge: the folder of pages.
    :raises ConfigurationInvalid: one of the folders is unusable.
    """
    return asyncio.run(_call(specialists, knowledge, says))


async def _call(specialists: Path, knowledge: Path, says: tuple[str, ...]) -> list[Answer]:
    services = open_services_beside(knowledge, None)
    try:
        team = open_team(KnowledgeFolder(knowledge), services=services, specialists_folder=specialists)
        return [await _answer(team, words) for words in says]
    finally:
        close_services(services)


async def _answer(team: AgentTeam, words: str) -> Answer:
    parts = [part async for part in team.reply(_SESSION, words, epoch=1)]
    text = "".join(part.text for part in parts if isinstance(part, Words)).strip()
    await team.commit(_SESSION, text, epoch=1)
    return _read(parts, text)


def _read(parts: list[ReplyPart], text: str) -> Answer:
    speakers = [part.name for part in parts if isinstance(part, SpecialistChosen)]
    tools = tuple((part.name, part.outcome) for part in parts if isinstance(part, ToolUsed))
    return Answer(speakers[-1], text, tools)
