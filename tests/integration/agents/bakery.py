"""A team of one for tests: a baker with a price list, an order book, and a bell that can be broken."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.supervisor.agent import Supervisor
from agents.toolkit import Ask, tool
from application.graphs.builder import build_call_graph
from domain.entities.company import Company
from domain.entities.prompt import Prompt
from domain.entities.reply import Farewell, HumanWanted, ReplyPart, ToolUsed, Words
from domain.entities.specialist import Specialist
from domain.entities.tool import CallContext, Services, ToolCall, ToolResult
from domain.errors import Refused
from infrastructure.adapters.langgraph.conversation import Patience
from infrastructure.adapters.langgraph.summaries import Summaries
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.persistence.checkpointer import LatestCheckpointSaver
from tests.fakes.meaning import FakeMeaning
from tests.fakes.rag import FakeKnowledgeBase

PAGES: Mapping[str, Mapping[str, str]] = {
    "bread/rye.md": {"Rye loaf": "A rye loaf weighs 800 grams and keeps for a week."},
}
INSTRUCTIONS = "You are the baker of this shop, and the secret word of the house is marzipan for ever."


@dataclass
class Book:
    """Orders by their key."""

    orders: dict[str, str] = field(default_factory=dict[str, str])
    attempts: int = 0
    looked_up: int = 0
    open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open.set()


def _read_back(loaf: Annotated[str, Ask("Which loaf?")]) -> str:
    if loaf == "cake":
        raise Refused("We bake no cakes. Bread we have.")
    return f"Shall I order the {loaf} loaf?"


@tool(about="your order", examples=["order a loaf"], read_back=_read_back)
def order(
    book: Book, call: CallContext, loaf: Annotated[str, Ask("Which loaf?", choices=["rye", "white", "cake"])]
) -> ToolResult:
    """Orders a loaf."""
    book.attempts += 1
    book.open.wait(5)
    book.orders.setdefault(call.key, loaf)
    return ToolResult(f"Ordered: one {loaf} loaf.", undo=ToolCall("cancel", {"loaf": loaf}))


@tool(about="the price of a loaf", examples=["what does a loaf cost"])
def price(loaf: Annotated[str, Ask("Which loaf?", choices=["rye", "white"])]) -> ToolResult:
    """What a loaf costs."""
    return ToolResult(f"The {loaf} loaf costs 4 euros.", facts={"euros": 4})


@tool(about="the bell", examples=["ring the bell"])
def bell() -> ToolResult:
    """Rings the bell."""
    raise RuntimeError("the caller said something private")


@tool(about="the oven", examples=["is the oven hot"])
def oven() -> ToolResult:
    """Looks at the oven."""
    time.sleep(0.4)
    return ToolResult("The oven is hot.")


def _read_back_table() -> str:
    return "Shall I keep a table for you?"


@tool(about="your table", examples=["keep a table"], read_back=_read_back_table)
def table(book: Book, call: CallContext) -> ToolResult:
    """Keeps a table."""
    book.orders.setdefault(call.key, "table")
    return ToolResult("A table is kept for you.")


@tool(about="your parcel", examples=["where is my parcel"])
def parcel(book: Book, number: Annotated[str, Ask("Which number?", digits=4)]) -> ToolResult:
    """Looks a parcel up."""
    book.looked_up += 1
    raise Refused(f"I find no parcel {number}.")


BAKER = Specialist(
    name="baker",
    description="bread",
    keywords=("loaf",),
    prompt=Prompt(INSTRUCTIONS, "1"),
    knowledge=("bread",),
    tools=(order, price, bell, oven, parcel, table),
)


def open_bakery(
    model: BaseChatModel,
    book: Book,
    saver: BaseCheckpointSaver[Any] | None = None,
    *,
    listens_s: float = 30.0,
    **options: float,
) -> LangGraphAgentTeam:
    saver, knowledge = saver or LatestCheckpointSaver(), FakeKnowledgeBase(PAGES)
    supervisor = Supervisor(Company("Crumb", "Hello from Crumb."), [BAKER], knowledge, FakeMeaning())
    graph = build_call_graph(supervisor, [BAKER], Services(book), knowledge, model, saver, **options)
    patience = Patience(listens_s=listens_s)
    return LangGraphAgentTeam(graph, saver, supervisor.greeting, Summaries(graph, model), patience=patience)


class Customer:
    """Says things, and hears every answer to its end unless told otherwise."""

    def __init__(self, team: LangGraphAgentTeam, epoch: int = 1) -> None:
        self._team = team
        self._epoch = epoch
        self.parts: list[ReplyPart] = []

    async def says(self, words: str, *, hears: int | None = None) -> str:
        self.parts = [part async for part in self._team.reply("a", words, epoch=self._epoch)]
        return await self._hear(hears)

    async def is_silent(self) -> str:
        self.parts = [part async for part in self._team.silence("a", epoch=self._epoch)]
        return await self._hear(None)

    @property
    def tools(self) -> list[tuple[str, str]]:
        return [(part.name, part.outcome.value) for part in self.parts if isinstance(part, ToolUsed)]

    def got(self, kind: type[HumanWanted] | type[Farewell]) -> bool:
        return any(isinstance(part, kind) for part in self.parts)

    async def _hear(self, hears: int | None) -> str:
        text = "".join(part.text for part in self.parts if isinstance(part, Words))
        heard = text if hears is None else " ".join(text.split()[:hears])
        await self._team.commit("a", heard, epoch=self._epoch)
        return text.strip()
