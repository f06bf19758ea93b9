"""A bakery with tools: another company than the demo's, so that nothing of that one is built in."""

from collections.abc import Sequence
from typing import Annotated

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable

from agents.toolkit import Ask, tool
from application.graphs.briefing import Briefing
from application.graphs.briefing import write as write_briefing
from application.graphs.tool_messages import schema
from application.graphs.tool_messages import write as write_result
from domain.entities.knowledge import Passage
from domain.entities.tool import Kind, Outcome, Services, ToolResult
from infrastructure.adapters.retrieval.brain import RetrievalBrain

LOAVES = {"rye": ("the dark one",), "wheat": ("the white one",), "spelt": ()}
FAULTS = {
    "too_hard": ("my loaf is hard as stone", "the bread is too hard"),
    "mouldy": ("my bread has green spots", "it went mouldy"),
}
STEPS = {
    "begin": ("help me with it",),
    "next": ("that did not help", "what next", "still the same", "done"),
    "solved": ("it worked", "it's fine now"),
    "yes": ("yes it is",),
    "no": ("no it isn't",),
}

Guests = Annotated[int, Ask("For how many guests?", "how many people eat")]
Loaf = Annotated[str, Ask("Which loaf?", "the loaf", choices=LOAVES)]


@tool(about="a price", examples=("What does the rye loaf cost?", "How much is wheat for ten guests?"))
def price(
    loaf: Loaf, guests: Annotated[int, Ask("For how many guests?", "how many people eat")] = 1
) -> ToolResult:
    """Works out what bread costs."""
    return ToolResult(f"{loaf} for {guests}")


@tool(about="two loaves", examples=("What is the difference between rye and wheat?", "Compare rye and spelt"))
def compare(
    first: Annotated[str, Ask("Which loaves?", "one of the two loaves", choices=LOAVES)],
    second: Annotated[str, Ask("With which one?", "the other loaf", choices=LOAVES)],
) -> ToolResult:
    """Compares two loaves."""
    return ToolResult(f"{first} {second}")


@tool(
    about="your order",
    examples=("I'd like to order the rye loaf", "I'll take the wheat one", "Send me a rye loaf every morning"),
)
def order(
    loaf: Loaf,
    email: Annotated[str, Ask("What is your email address?", "for the bill", Kind.EMAIL)],
    guests: Guests = 1,
) -> ToolResult:
    """Orders a loaf."""
    return ToolResult(f"{loaf} {email} {guests}")


@tool(about="cancelling", examples=("Cancel my order", "I don't want the bread any more"))
def cancel_order(number: Annotated[str, Ask("Which number?", "the order number", Kind.DIGITS)]) -> ToolResult:
    """Takes an order back."""
    return ToolResult(number)


@tool(about="delivery", examples=("Do you deliver to four two one seven five?", "Is there delivery where I live?"))
def delivery(postcode: Annotated[str, Ask("What is your postcode?", "the postcode", digits=5)]) -> ToolResult:
    """Says whether bread is brought to a postcode."""
    return ToolResult(postcode)


@tool(
    about="bread that went wrong",
    examples=("My loaf is hard as stone", "The bread is mouldy", "My bread went bad", "It has green spots"),
)
def rescue(
    fault: Annotated[str, Ask("What is wrong with it?", "what is wrong with the bread", choices=FAULTS)],
    outcome: Annotated[str, Ask("Did that help?", "how the step went", choices=STEPS)] = "begin",
) -> ToolResult:
    """Leads through the steps that save bread."""
    return ToolResult(f"{fault} {outcome}")


@tool(about="", examples=())
def ask_again() -> ToolResult:
    """Asks the caller to say it differently."""
    return ToolResult("Pardon?")


TOOLS = [schema(each, Services()) for each in (price, compare, order, cancel_order, delivery, rescue, ask_again)]

PASSAGES = (
    Passage("a.md#Opening", "Opening hours: When do you open", "We open at six in the morning."),
    Passage("b.md#Order", "Ordering: How to order", "You can order in the shop, or on the telephone."),
    Passage("c.md#Keep", "Rye loaf: How long does it keep", "The rye loaf keeps for a week."),
)

Calls = list[tuple[str, dict[str, object]]]


def brain() -> Runnable[object, AIMessage]:
    return RetrievalBrain().bind_tools(TOOLS)  # pyright: ignore[reportReturnType]


class Call:
    """A conversation: what was said, what the brain called for, and what the tools answered."""

    def __init__(self) -> None:
        self._history = list[BaseMessage]()
        self._brain = brain()

    def says(self, words: str, meant: str = "") -> Calls:
        """The tools that are called for what the caller says."""
        self._history.append(HumanMessage(words))
        answer = self._answer(meant or words)
        self._history.append(answer)
        return [(call["name"], dict(call["args"])) for call in answer.tool_calls]

    def hears(self, *results: ToolResult | str, outcome: Outcome = Outcome.DONE) -> str:
        """What is said of the results of the latest calls; a text is what the tool says."""
        latest = self._history[-1]
        assert isinstance(latest, AIMessage)
        for call, result in zip(latest.tool_calls, results, strict=True):
            whole = ToolResult(result, outcome) if isinstance(result, str) else result
            self._history.append(write_result(whole, call["id"] or "", call["name"]))
        said = self._answer(self._latest_words()).text
        self._history.append(AIMessage(said))
        return said

    @property
    def said(self) -> str:
        """The latest words of the brain."""
        return self._history[-1].text

    def _answer(self, question: str) -> AIMessage:
        briefing = write_briefing("You sell bread.", Briefing(question, "bread", PASSAGES))
        return self._brain.invoke([SystemMessage(briefing), *self._history])

    def _latest_words(self) -> str:
        return next(message.text for message in reversed(self._history) if isinstance(message, HumanMessage))


def asks(missing: str, say: str = "Which one?") -> ToolResult:
    """A result that lacks an argument."""
    return ToolResult(say, Outcome.NEEDS, missing=missing)


def names(calls: Sequence[tuple[str, dict[str, object]]]) -> list[str]:
    return [name for name, _ in calls]
