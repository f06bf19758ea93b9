"""The last node of an answer: what must still be asked, what comes next, and whether the call ends."""

from collections.abc import Mapping

from application.graphs.exchange import emit
from application.graphs.history import tool_results
from application.graphs.outcomes import offered, put_first
from application.graphs.state import CallState, Form, Pending, TurnNode
from application.graphs.team_tools import ASK_AGAIN, MISUNDERSTOOD, REQUEST_HUMAN
from domain.entities.reply import Farewell, SpecialistChosen, Words
from domain.entities.session import EndReason
from domain.entities.tool import Tool, ToolCall
from domain.interfaces.router import Act

MOST_REMINDERS = 2
"""A caller who talked of other things so often does not want it any more."""

OFFERS_HUMAN = "Or shall I get a colleague for you?"


_GOES_ON = frozenset([Act.ANSWER.value, Act.CONFIRM.value, Act.DECLINE.value])
"""Acts after which there is something to come back to."""


def close(tools: Mapping[str, Tool], chosen: Mapping[str, SpecialistChosen]) -> TurnNode:
    """:param tools: of all specialists, by name.
    :param chosen: how each specialist is announced.
    """

    async def closing(state: CallState) -> CallState:
        update = CallState(said=state.get("said", ""), goes_on=False)
        parts = state.get("parts", [])
        if len(parts) > 1:
            return _next_part(state, update, chosen)
        _ask_what_is_open(state, update, tools)
        if _offers_human(state) and not _asks(update):
            _say(OFFERS_HUMAN, update)
            offer = offered(ToolCall(REQUEST_HUMAN, {}), OFFERS_HUMAN, state.get("speaker", ""), state)
            put_first(update, state, offer)
        if state.get("act") == Act.ANSWER and not _misunderstood(state):
            update["notes"] = {MISUNDERSTOOD: 0}
        ends = state.get("ends", "")
        if ends and not _asks(update):
            emit(Farewell(EndReason(ends)))
        return update

    return closing


def _next_part(state: CallState, update: CallState, chosen: Mapping[str, SpecialistChosen]) -> CallState:
    following = state.get("parts", [])[1:]
    name = following[0]["specialist"]
    emit(chosen[name])
    emit(Words(" "))
    update.update(
        goes_on=True,
        parts=following,
        speaker=name,
        specialist=name,
        part_from=len(state.get("messages", [])),
        question=following[0]["question"],
    )
    return update


def _ask_what_is_open(state: CallState, update: CallState, tools: Mapping[str, Tool]) -> None:
    """Speak a read-back of this turn; remind of what is open from earlier ones."""
    turn, pending, form = state.get("turn", 0), state.get("pending"), state.get("form")
    if pending is not None and pending["turn"] == turn:
        if pending["question"] not in update.get("said", ""):
            _say(pending["question"], update)
        return
    waiting = state.get("waiting", [])
    if pending is None and waiting and state.get("act") in _GOES_ON and not _asks(update):
        first = Pending({**waiting[-1], "turn": turn})
        update["pending"], update["waiting"] = first, waiting[:-1]
        _remind(first, update, tools)
        return
    if state.get("act") != Act.ANSWER or _asks(update):
        return
    if pending is not None:
        update["pending"] = Pending({**pending, "reminded": pending["reminded"] + 1})
        if pending["reminded"] >= MOST_REMINDERS or not _is_worth_it(tools.get(pending["tool"])):
            update["pending"] = None
        else:
            _remind(pending, update, tools)
    elif form is not None and form["turn"] < turn and _is_worth_it(tools.get(form["tool"])):
        update["form"] = Form({**form, "reminded": form["reminded"] + 1})
        if form["reminded"] >= MOST_REMINDERS:
            update["form"] = None
        else:
            _remind(form, update, tools)


def _asks(update: CallState) -> bool:
    """Whether the answer ends with a question: two in a row are not answered."""
    return update.get("said", "").rstrip().endswith("?")


def _is_worth_it(tool: Tool | None) -> bool:
    """Whether a caller is brought back to a tool: what has an effect was wanted; the rest was a question."""
    return tool is not None and tool.has_effect


def _remind(open_: Pending | Form, update: CallState, tools: Mapping[str, Tool]) -> None:
    tool = tools.get(open_["tool"])
    back = f"Back to {tool.about}: " if tool is not None and tool.about else ""
    _say(back + _within(open_["question"]) if back else open_["question"], update)


def _within(question: str) -> str:
    """As it begins behind a colon."""
    return question[:1].lower() + question[1:] if question[1:2] != " " else question


def _say(words: str, update: CallState) -> None:
    before = update.get("said", "")
    more = f" {words}" if before and not before.endswith(" ") else words
    update["said"] = before + more
    emit(Words(more))


def _offers_human(state: CallState) -> bool:
    return state.get("offers_human", False) and not state.get("waits_for_human", False)


def _misunderstood(state: CallState) -> bool:
    return any(message.name == ASK_AGAIN for message in tool_results(state))
