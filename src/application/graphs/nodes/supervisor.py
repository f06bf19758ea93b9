"""The first node of a turn: hears the caller, and decides what is done, by what was said before."""

from collections.abc import Mapping

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.types import Command

from application.graphs.edges.route import after_supervisor
from application.graphs.exchange import EXCHANGE, emit
from application.graphs.hearing import ends_with
from application.graphs.state import CallState, HandingOver, Part, Pending, heard_before, utterance
from domain.entities.reply import SpecialistChosen
from domain.entities.specialist import SUPERVISOR
from domain.interfaces.router import Act, AgentRouter, Route, Situation

_TOO_LATE = "If you do not want it after all, say so, and I take it back."


def supervise(router: AgentRouter, chosen: Mapping[str, SpecialistChosen]) -> HandingOver:
    """:param chosen: how each specialist is announced."""

    async def supervisor(state: CallState) -> Command[str]:
        message = await EXCHANGE.get().heard()
        state = state | CallState(messages=[*state.get("messages", []), message])
        situation = _situation(state)
        route = await router.route(situation)
        if route.name not in (SUPERVISOR, *chosen):  # the graph would go nowhere, and say nothing
            raise LookupError(f"there is no specialist of the name {route.name}")
        emit(chosen.get(route.name) or SpecialistChosen(route.name))
        decided = _decided(state, situation, route)
        goto = after_supervisor(state | decided)
        return Command(update={"messages": [message], **_new(state, decided)}, goto=goto)

    return supervisor


def _situation(state: CallState) -> Situation:
    words, heard_last = utterance(state), _latest_heard(state)
    pending, form = state.get("pending"), state.get("form")
    return Situation(
        utterance=words,
        previous_question=state.get("question", ""),
        current=state.get("specialist", ""),
        said=state.get("said", ""),
        heard=tuple(heard_before(state)),
        heard_last=heard_last,
        topics=tuple(state.get("topics", [])),
        to_confirm=pending["question"] if pending is not None else "",
        was_heard=pending is not None and ends_with(heard_last, pending["question"]),
        asked=form["question"] if form is not None else "",
        asked_by=(pending or form or {}).get("specialist", ""),
        silences=0 if words else state.get("silences", 0) + 1,
        waits_for_human=state.get("waits_for_human", False),
    )


def _latest_heard(state: CallState) -> str:
    """What the caller heard of the turn before this one; empty when nothing."""
    messages = state.get("messages", [])
    asked = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
    latest = messages[asked[-2] : asked[-1]] if len(asked) > 1 else messages[: asked[0]] if asked else []
    return " ".join(message.text for message in latest if isinstance(message, AIMessage))


def _decided(state: CallState, situation: Situation, route: Route) -> CallState:
    first = Part(specialist=route.name, words=route.words or situation.utterance, question=route.question)
    further = [
        Part(specialist=each.specialist, words=each.words, question=each.question) for each in route.further
    ]
    takes_over = bool(situation.current) and route.name not in (situation.current, SUPERVISOR)
    update = CallState(
        handover=_handover(situation) if takes_over else "",
        act=route.act.value,
        speaker=route.name,
        preface=route.preface,
        answer=route.answer,
        question=route.question,
        specialist=situation.current if route.name == SUPERVISOR else route.name,
        parts=[first, *further] if route.act is Act.ANSWER else [],
        part_from=len(state.get("messages", [])),
        offers_human=route.offers_human,
        silences=situation.silences,
        turn=state.get("turn", 0) + 1,
        said="" if situation.utterance else situation.said,
        ends="",
    )
    pending = state.get("pending")
    if pending is not None and route.act is Act.CONFIRM:
        # Kept before anything is done: an interrupted turn is finished with the next one, under the same key.
        update["pending"] = Pending({**pending, "confirmed": True})
    if route.act is Act.DECLINE and pending is not None and pending["confirmed"]:
        # The no came after the yes: it may have been done, so it is finished, and told.
        update["act"], update["answer"] = Act.SAY.value, _TOO_LATE
    elif route.act is Act.DECLINE:
        update["pending"], update["form"] = None, None
    return update


def _new(state: CallState, decided: CallState) -> dict[str, object]:
    """Most of what is decided is as it was in the turn before: writing it again takes longer."""
    return {name: value for name, value in decided.items() if name not in state or state[name] != value}


def _handover(situation: Situation) -> str:
    """What the next specialist is told by the one before."""
    about = f"So far the call was about: {'; '.join(situation.topics)}. " if situation.topics else ""
    asked = situation.to_confirm or situation.asked
    still_open = f"Still open is the question: {asked}" if asked else ""
    return f"The caller comes from {situation.current.replace('_', ' ')}. {about}{still_open}".strip()
