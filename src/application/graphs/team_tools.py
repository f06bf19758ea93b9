"""What every specialist can do with the call itself."""

from domain.entities.tool import Arguments, CallContext, Outcome, Services, Tool, ToolCall, ToolResult

REQUEST_HUMAN = "request_human"
END_CALL = "end_call"
ASK_AGAIN = "ask_again"

MISUNDERSTOOD = "misunderstood"
"""The note of how often in a row the caller was not understood."""

HUMAN_ASKED = (
    "I have asked for a colleague, who joins us here as soon as one is free. I stay with you until then: "
    "is there something I can do meanwhile?"
)
FAREWELL = "Thank you for calling. Goodbye!"

_NOT_UNDERSTOOD = (
    "Sorry, I did not understand that. Could you say it in other words?",
    "I still did not get that, I'm afraid. What is it about, in one or two words?",
)
_TYPE_IT = (
    "I am sorry, I cannot make it out. You can type it into the page, and I read it. "
    "Or shall I get a colleague for you?"
)


def _request_human(services: Services, call: CallContext, arguments: Arguments) -> ToolResult:
    del services, call, arguments
    return ToolResult(HUMAN_ASKED)


def _end_call(services: Services, call: CallContext, arguments: Arguments) -> ToolResult:
    del services, call, arguments
    return ToolResult(FAREWELL)


def _ask_again(services: Services, call: CallContext, arguments: Arguments) -> ToolResult:
    del services, arguments
    times = int(call.notes.get(MISUNDERSTOOD, 0))
    notes = {MISUNDERSTOOD: times + 1}
    if times < len(_NOT_UNDERSTOOD):
        return ToolResult(_NOT_UNDERSTOOD[times], Outcome.REFUSED, notes=notes)
    return ToolResult(_TYPE_IT, Outcome.REFUSED, notes=notes, offer=ToolCall(REQUEST_HUMAN, {}))


TEAM_TOOLS = (
    Tool(
        name=REQUEST_HUMAN,
        description="Asks for a human colleague to join the call, when the caller wants one.",
        examples=("can I talk to a real person", "get me a human please", "let me speak to your supervisor"),
        arguments=(),
        about="talking to a colleague",
        run=_request_human,
    ),
    Tool(
        name=END_CALL,
        description="Says goodbye and hangs up, when the caller has said that nothing more is wanted.",
        examples=("goodbye", "that is all, thank you, bye"),
        arguments=(),
        about="",
        run=_end_call,
    ),
    Tool(
        name=ASK_AGAIN,
        description="Asks the caller to say it differently, when the words make no sense.",
        examples=(),
        arguments=(),
        about="",
        run=_ask_again,
    ),
)
