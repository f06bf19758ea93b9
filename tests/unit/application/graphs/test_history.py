"""The conversation as a model is shown it."""

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from application.graphs.history import LONGEST_HISTORY, valid, view
from application.graphs.state import CallState, Part


def asks(name: str) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": "price", "args": {}, "id": name}])


def result(name: str) -> ToolMessage:
    return ToolMessage("4 euros", tool_call_id=name)


def test_a_tool_call_that_was_cut_off_is_not_shown() -> None:
    messages: list[AnyMessage] = [HumanMessage("a"), asks("1"), HumanMessage("b"), asks("2"), result("2")]

    assert valid(messages) == [messages[0], *messages[2:]]


def test_a_result_without_its_call_is_not_shown() -> None:
    messages: list[AnyMessage] = [result("1"), HumanMessage("a")]

    assert valid(messages) == messages[1:]


def test_a_long_history_is_cut_where_a_model_can_begin() -> None:
    turns: list[AnyMessage] = []
    for number in range(LONGEST_HISTORY):
        turns += [HumanMessage(f"q{number}"), asks(str(number)), result(str(number)), AIMessage(f"a{number}")]
    turns.append(HumanMessage("now"))

    shown = view(CallState(messages=turns))

    assert len(shown) <= LONGEST_HISTORY + 1
    assert isinstance(shown[0], HumanMessage | AIMessage)
    assert not (isinstance(shown[0], AIMessage) and shown[0].tool_calls)
    assert shown[-1].text == "now"


def test_of_two_questions_only_the_one_that_is_answered_is_shown_with_what_was_done_for_it() -> None:
    messages: list[AnyMessage] = [
        HumanMessage("before"),
        AIMessage("yes"),
        HumanMessage("first and second"),
        asks("1"),
        result("1"),
        asks("2"),
        result("2"),
    ]
    second = Part(specialist="support", words="second", question="second")

    shown = view(CallState(messages=messages, parts=[second], part_from=5))

    assert [message.text for message in shown] == ["before", "yes", "second", "", "4 euros"]


def test_the_greeting_stays() -> None:
    messages: list[AnyMessage] = [AIMessage("Hello."), HumanMessage("a")]

    assert view(CallState(messages=messages)) == messages
