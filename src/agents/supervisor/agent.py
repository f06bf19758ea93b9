"""The supervisor: listens first, minds the manners of the call, and hands everything else to a specialist."""

from collections.abc import Sequence

from agents.supervisor.consent import Consent, consent
from agents.supervisor.follow_up import FollowUps
from agents.supervisor.manners import Manners, Reply
from agents.supervisor.router import SpecialistRouter
from agents.supervisor.second_opinion import Opinion
from agents.supervisor.self_correction import put_right
from application.graphs.questions import questions_in
from domain.entities.company import Company
from domain.entities.specialist import SUPERVISOR, Specialist
from domain.interfaces.meaning import Meaning
from domain.interfaces.rag import KnowledgeBase
from domain.interfaces.router import Act, AgentRouter, Question, Route, Situation


class Supervisor(AgentRouter):
    """Decides by rules in a millisecond or two; asks for an opinion only when they do not tell.

    :param opinion: None when there is no model whose opinion is worth more than the rules.
    """

    def __init__(
        self,
        company: Company,
        specialists: Sequence[Specialist],
        knowledge: KnowledgeBase,
        meaning: Meaning,
        opinion: Opinion | None = None,
    ) -> None:
        self._company = company
        self._manners = Manners(company.name, specialists, meaning)
        self._follow_ups = FollowUps(knowledge.interchangeable)
        self._router = SpecialistRouter(specialists, knowledge, meaning)
        self._opinion = opinion

    @property
    def greeting(self) -> str:
        return self._company.greeting

    async def route(self, situation: Situation) -> Route:
        reply = self._answer(situation)
        if reply is not None:
            speaker = (situation.current or SUPERVISOR) if reply.act is Act.CONFIRM else SUPERVISOR
            return Route(speaker, situation.previous_question, reply.act, reply.say)
        return await self._to_specialists(situation)

    def _answer(self, situation: Situation) -> Reply | None:
        """What needs no specialist."""
        words, manners = situation.utterance, self._manners
        if not words:
            return manners.silence(situation.silences, waits_for_human=situation.waits_for_human)
        return (
            manners.go_on(words, situation.said, situation.heard_last)
            or self._settled(situation)
            or manners.say_again(words, situation.said or next(reversed(situation.heard), ""))
            or manners.recap(words, situation.topics)
            or manners.told_before(words, situation.heard)
            or manners.answer(
                words,
                rival=lambda: self._router.nearest(words),
                is_asked=bool(situation.asked),
                waits_for_human=situation.waits_for_human,
            )
        )

    def _settled(self, situation: Situation) -> Reply | None:
        """A yes or a no to what the caller was asked."""
        answer = consent(situation.utterance, situation.to_confirm)
        if situation.to_confirm and answer is Consent.YES:
            heard = situation.was_heard
            return Reply("", Act.CONFIRM) if heard else self._manners.ask_once_more(situation.to_confirm)
        if situation.to_confirm and answer is Consent.NO:
            return self._manners.declined()
        if situation.asked and self._manners.drops(situation.utterance):
            return self._manners.declined()
        if not situation.asked and answer is not Consent.UNCLEAR:
            return self._manners.anything_else(situation.said, wanted=answer is Consent.YES)
        return None

    async def _to_specialists(self, situation: Situation) -> Route:
        words = situation.utterance
        angry = self._manners.is_angry(words)
        if angry and self._manners.is_nothing_but_angry(words, self._router.nearest(words)):
            sorry = self._manners.sorry_and_ask
            return Route(SUPERVISOR, situation.previous_question, Act.SAY, sorry, offers_human=True)
        first, *further = await self._questions(situation)
        return Route(
            first.specialist,
            first.question,
            preface=self._preface(situation, first.specialist, angry=angry),
            words=first.words,
            further=tuple(further),
            offers_human=angry,
        )

    def _preface(self, situation: Situation, specialist: str, *, angry: bool) -> str:
        changes = bool(situation.current) and specialist != situation.current
        announced = self._manners.handover(specialist) if changes else ""
        return " ".join(filter(None, [self._manners.sorry if angry else "", announced]))

    async def _questions(self, situation: Situation) -> list[Question]:
        """One, or one for each specialist when the caller asks several something in one breath."""
        meant = put_right(situation.utterance)
        parts = [self._understood(part, situation) for part in questions_in(meant)]
        if len(parts) > 1:
            choices = [self._router.choose(question, situation.current) for _, question in parts]
            if all(choice.is_clear for choice in choices) and len({choice.name for choice in choices}) > 1:
                return [
                    Question(choice.name, words, question)
                    for choice, (words, question) in zip(choices, parts, strict=True)
                ]
        words, question = parts[0] if len(parts) == 1 else self._understood(meant, situation)
        return [Question(await self._chosen(question, situation), words, question)]

    def _understood(self, words: str, situation: Situation) -> tuple[str, str]:
        return words, self._follow_ups.standalone(words, situation.previous_question)

    async def _chosen(self, question: str, situation: Situation) -> str:
        if situation.current and question == situation.previous_question:
            return situation.current
        choice = self._router.choose(question, situation.current, is_waiting=self._is_waiting(situation))
        if choice.is_clear or self._opinion is None:
            return choice.name
        return await self._opinion.choose(question) or choice.name

    def _is_waiting(self, situation: Situation) -> bool:
        """Whether the current specialist has asked something: the words are most likely the answer."""
        is_asked = situation.asked or situation.to_confirm or situation.said.rstrip().endswith("?")
        return bool(is_asked) and situation.asked_by in ("", situation.current)
