"""The supervisor: listens first, answers small talk, and hands everything else to a specialist."""

from collections.abc import Sequence

from agents.supervisor.follow_up import FollowUps
from agents.supervisor.router import KnowledgeRouter
from agents.supervisor.second_opinion import Opinion
from agents.supervisor.small_talk import SmallTalk
from domain.entities.company import Company
from domain.entities.specialist import SUPERVISOR, Specialist
from domain.interfaces.rag import KnowledgeBase
from domain.interfaces.router import AgentRouter, Route


class Supervisor(AgentRouter):
    """Decides by rules in under a millisecond or two; asks for an opinion only when they do not tell.

    :param opinion: None when there is no model whose opinion is worth more than the rules.
    """

    def __init__(
        self,
        company: Company,
        specialists: Sequence[Specialist],
        knowledge: KnowledgeBase,
        opinion: Opinion | None = None,
    ) -> None:
        self._company = company
        self._small_talk = SmallTalk(company.name, specialists)
        self._follow_ups = FollowUps(knowledge.interchangeable)
        self._router = KnowledgeRouter(specialists, knowledge)
        self._opinion = opinion

    @property
    def greeting(self) -> str:
        return self._company.greeting

    async def route(self, utterance: str, *, previous_question: str, current: str) -> Route:
        answer = self._small_talk.answer(utterance)
        if answer is not None:
            return Route(SUPERVISOR, previous_question, answer)
        question = self._follow_ups.standalone(utterance, previous_question)
        if current and question == previous_question:
            return Route(current, question)
        return Route(await self._choose(question, current), question)

    async def _choose(self, question: str, current: str) -> str:
        choice = self._router.choose(question, current)
        if choice.is_clear or self._opinion is None:
            return choice.name
        return await self._opinion.choose(question) or choice.name
