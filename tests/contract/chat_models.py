"""The chat models that Parley has, each made so that it sells bread, and what each can do."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.messages.tool import ToolMessage
from pydantic import BaseModel, Field, SecretStr
from starlette.applications import Starlette

from emulators.anthropic_messages import AnthropicMessages
from emulators.model_behind import Behind
from emulators.openai_chat import OpenAIChat
from emulators.script import Act, Fault
from emulators.serving import served
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.anthropic import AnthropicChatModel
from infrastructure.adapters.chat_models.fallback import FallbackChatModel
from infrastructure.adapters.chat_models.openai import disconnect, open_openai
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from tests.fakes.model import ScriptedModel, Turn

OPENING, KEEPING = "when do you open", "how long does the rye loaf keep"
ANSWERS = {OPENING: "We open at six in the morning.", KEEPING: "The rye loaf keeps for a week."}
WISH, CALLED = "how much is wheat for twelve people", ("price", {"loaf": "wheat", "guests": 12})
RESULT = "Wheat for twelve people is 24 euros."
FORM = "the wheat loaf for ten people"


class Wanted(BaseModel):
    """An order of bread."""

    loaf: Literal["rye", "wheat"] = Field(description="the loaf")
    guests: int = Field(description="how many people eat")


class Can(Enum):
    """What a model does only where its kind allows it; all else is asked of every one."""

    CHOOSE = auto()
    """Call a tool because it must, or none because it must not."""

    REPORT = auto()
    """Pass on what a provider says was used."""

    FAIL = auto()
    TAKE_TIME = auto()


ABLE: Mapping[str, frozenset[Can]] = {
    "scripted": frozenset([Can.FAIL]),  # Says what a test has written, whatever it may call; nobody bills it.
    "retrieval": frozenset([Can.CHOOSE]),  # A function in this process: at once, of itself, and nothing to break.
    "openai": frozenset(Can),
    "anthropic": frozenset(Can),
    "fallback": frozenset(Can),
}


@dataclass
class Script:
    """What the scripted model says: as the retrieval brain would."""

    breaks: bool = False

    def __call__(self, messages: Sequence[BaseMessage]) -> Turn:
        if self.breaks:
            self.breaks = False
            raise ConnectionError("as a test wishes")
        asked = messages[-1]
        if isinstance(asked, ToolMessage):
            return RESULT
        calls: dict[str, Turn] = {WISH: CALLED, FORM: ("Wanted", {"loaf": "wheat", "guests": 10})}
        return calls.get(asked.text) or ANSWERS[asked.text]


@dataclass(frozen=True)
class Subject:
    """A model, and the server that it asks, if there is one."""

    model: BaseChatModel
    server: OpenAIChat | AnthropicMessages | None = None
    script: Script = field(default_factory=Script)

    def break_next(self) -> None:
        """In the middle of its answer, where it has one."""
        self.script.breaks = True
        if self.server is not None:
            self.server.script.acts.append(Act(Fault.DROPS, pieces=3))

    def take_time(self) -> None:
        if self.server is not None:
            self.server.script.usual = Act(between_s=0.03)


@asynccontextmanager
async def scripted() -> AsyncGenerator[Subject]:
    script = Script()
    yield Subject(ScriptedModel(script=[script]), script=script)


@asynccontextmanager
async def retrieval() -> AsyncGenerator[Subject]:
    yield Subject(RetrievalBrain())


@asynccontextmanager
async def openai() -> AsyncGenerator[Subject]:
    server = OpenAIChat(usual=Behind(RetrievalBrain()))
    with served(Starlette(routes=server.routes())) as address:
        model = open_openai("small-1", SecretStr("fake"), base_url=f"http://{address}/v1")
        yield Subject(model, server)
        await disconnect(model)


@asynccontextmanager
async def anthropic() -> AsyncGenerator[Subject]:
    server = AnthropicMessages(usual=Behind(RetrievalBrain()))
    with served(Starlette(routes=server.routes())) as address:
        model = AnthropicChatModel("claude-haiku-4-5", lambda: "fake", f"http://{address}")
        yield Subject(model, server)
        await model.disconnect()


@asynccontextmanager
async def fallback() -> AsyncGenerator[Subject]:
    async with openai() as within:
        leg = Leg("model", [Provider("openai", Answerer(within.model), Breaker("openai"))])
        yield Subject(FallbackChatModel(leg), within.server)


MADE: Mapping[str, Callable[[], AbstractAsyncContextManager[Subject]]] = {
    made.__name__: made for made in (scripted, retrieval, openai, anthropic, fallback)
}
