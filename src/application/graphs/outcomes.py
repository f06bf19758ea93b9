"""What the results of tools change in a call's state."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from application.graphs.state import CallState, Form, Pending
from application.graphs.team_tools import END_CALL, REQUEST_HUMAN
from domain.entities.session import EndReason
from domain.entities.tool import Outcome, ToolCall, ToolResult, Value


@dataclass(frozen=True, slots=True)
class Done:
    """A tool call with its result."""

    call: ToolCall
    result: ToolResult


def after(state: CallState, done: Sequence[Done], specialist: str) -> CallState:
    """The state's changes: what is open now, what was talked about, what tools want to know again."""
    update = CallState()
    topics, notes = state.get("topics", []), dict[str, Value]()
    for each in done:
        notes.update(each.result.notes)
        if each.result.topic and each.result.outcome is not Outcome.FAILED:
            topics = with_topic(topics, each.result.topic)
        _open_or_close(update, state, each, specialist)
        if each.call.tool == REQUEST_HUMAN:
            update["waits_for_human"] = True
        if each.call.tool == END_CALL:
            update["ends"] = EndReason.CALLER_SAID_GOODBYE.value
    update["topics"], update["notes"] = topics, notes
    return update


def offered(call: ToolCall, question: str, specialist: str, state: CallState) -> Pending:
    """What a yes to this question does. Asked again for the same, it keeps its key."""
    before = state.get("pending")
    is_same = before is not None and (before["tool"], before["arguments"]) == (call.tool, dict(call.arguments))
    return Pending(
        tool=call.tool,
        arguments=dict(call.arguments),
        question=question,
        specialist=specialist,
        key=before["key"] if before is not None and is_same else uuid4().hex,
        confirmed=False,
        turn=state.get("turn", 0),
        reminded=0,
    )


def with_topic(topics: Sequence[str], title: str) -> list[str]:
    """The topics with one more at the end, which begins as it does within a sentence."""
    topic = title[:1].lower() + title[1:] if title[1:2].islower() else title
    return (
        [*(each for each in topics if each != topic), topic] if not topics or topics[0] != topic else list(topics)
    )


def last_question(say: str) -> str:
    """The question that a text ends with; all of it when it has none."""
    sentences = say.replace("! ", ". ").split(". ")
    return sentences[-1].strip() if sentences[-1].strip().endswith("?") else say


def put_first(update: CallState, state: CallState, new: Pending) -> None:
    """It is what the caller is asked now; another thing that waits for a yes is come back to."""
    before = update.get("pending", state.get("pending"))
    if before is not None and not before["confirmed"] and before["tool"] != new["tool"]:
        update["waiting"] = [*update.get("waiting", state.get("waiting", [])), before]
    update["pending"] = new


def _open_or_close(update: CallState, state: CallState, done: Done, specialist: str) -> None:
    call, result = done.call, done.result
    form = update.get("form", state.get("form"))
    match result.outcome:
        case Outcome.NEEDS:
            pending = state.get("pending")
            if pending is not None and pending["tool"] == call.tool:
                update["pending"] = None  # the caller wants it otherwise than it was read back
            update["form"] = Form(
                tool=call.tool, question=result.say, specialist=specialist, turn=state.get("turn", 0), reminded=0
            )
        case Outcome.TO_CONFIRM:
            put_first(update, state, offered(call, result.say, specialist, state))
            update["form"] = None
        case _ if form is not None and form["tool"] == call.tool:
            update["form"] = None
        case _:
            pass
    if result.offer is not None:
        put_first(update, state, offered(result.offer, last_question(result.say), specialist, state))
