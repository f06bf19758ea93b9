"""What the team adds to a bare model: from the caller's turn to the first word.

Run `python -m benchmarks.bridge`. All sides ask a model that answers at once, turn by turn in alternation: the
bare side hands it the messages, the team routes, looks up, checks what is said, and remembers. The team is asked
as calls do it: it listens since the caller has paused, and hears the words when the turn is over; or, where the
caller seems to have finished, it prepares its answer while the pause is waited for. Beside them LangGraph alone
answers, with two nodes that do nothing else. No question comes twice in the same words. The model's calls are
counted: a clear route takes none beside the answer's own. Loop, threads and garbage collector are those of
the service.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import uvloop
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable

from application.graphs.briefing import Briefing, write
from benchmarks.overhead.two_nodes import TwoNodes
from domain.entities.reply import Words
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.process.garbage import spare_what_stays
from infrastructure.process.threads import compute_in_callers_thread

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
QUESTIONS = (
    "what does the pro plan cost",
    "and the basic one",
    "my router keeps losing the connection",
    "that did not help",
)
ANSWER = "Well, let me see what I can find out about that for you."
ROUNDS = 50
WARM_UP_ROUNDS = 5
STEPS = 200
PAUSE_S = 0.1
"""Of those that are waited for at the end of a turn, a short one: the answer is prepared meanwhile."""


class InstantModel(FakeListChatModel):
    """Says its words one by one, as models do, without thinking, and counts how often it is asked."""

    asked: int = 0

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        del tools, kwargs
        return self

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        del messages, stop, run_manager, kwargs
        self.asked += 1
        for word in self.responses[0].split():
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))


async def main() -> dict[str, float]:
    knowledge = KnowledgeFolder(KNOWLEDGE)
    model, bare_model, empty_model = (InstantModel(responses=[ANSWER]) for _ in range(3))
    team = open_team(knowledge, model)
    empty = TwoNodes(empty_model)
    compute_in_callers_thread()
    spare_what_stays()
    bare, alone_with_langgraph, asked, prepared = list[float](), list[float](), list[float](), list[float]()
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        questions = zip(*(_in_other_words(number, side) for side in "abc"), strict=True)
        for alone, at_once, ahead in questions:
            briefing = Briefing(alone, "plans", tuple(knowledge.search(alone)))
            messages = [SystemMessage(write("Answer.", briefing)), HumanMessage(alone)]
            bare.append(await _first_word_ms(chunk.text async for chunk in bare_model.astream(messages)))
            alone_with_langgraph.append(await _first_word_ms(empty.words(f"empty-{number}", messages)))
            await team.listen(f"call-{number}", epoch=1)
            await _wide_awake()
            asked.append(await _first_word_ms(_words(team, f"call-{number}", at_once)))
            await team.prepare(f"ahead-{number}", ahead, epoch=1)
            await asyncio.sleep(PAUSE_S)
            prepared.append(await _first_word_ms(_words(team, f"ahead-{number}", ahead)))
    counted = len(QUESTIONS) * ROUNDS
    alone = bare[-counted:]
    added = {
        "": _over(alone, asked[-counted:]),
        "_prepared": _over(alone, prepared[-counted:]),
        "_by_langgraph": _over(alone, alone_with_langgraph[-counted:]),
    }
    _print("bare model", alone)
    _print("added by LangGraph alone", added["_by_langgraph"])
    _print("added by the team", added[""])
    _print("added, prepared in the pause", added["_prepared"])
    calls = model.asked / (2 * len(asked))
    print(f"model calls per turn: {calls:g}")
    figures = {f"added{side}_p50_ms": median(times) for side, times in added.items()}
    return figures | {f"added{side}_p99_ms": _p99(times) for side, times in added.items()} | {"model_calls": calls}


async def _wide_awake() -> None:
    """For more steps than a run takes to begin: the processor is as busy as before the other sides are asked."""
    for _ in range(STEPS):
        await asyncio.sleep(0)


def _over(bare: Sequence[float], answered: Sequence[float]) -> list[float]:
    return [time_ms - alone_ms for alone_ms, time_ms in zip(bare, answered, strict=True)]


def _print(name: str, times: Sequence[float]) -> None:
    print(f"{name:28}  p50 {median(times):5.2f} ms   p99 {_p99(times):5.2f} ms")


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100)[98]


def _in_other_words(number: int, side: str) -> list[str]:
    """The questions with a word of their own: no cache has what no caller would find there."""
    tens, ones = divmod(number, 26)
    return [f"{question} x{side}{chr(97 + tens)}{chr(97 + ones)}" for question in QUESTIONS]


async def _words(team: LangGraphAgentTeam, session_id: str, question: str) -> AsyncIterator[str]:
    heard = list[str]()
    async with aclosing(team.reply(session_id, question, epoch=1)) as parts:
        async for part in parts:
            if isinstance(part, Words):
                heard.append(part.text)
                yield part.text
    await team.commit(session_id, "".join(heard), epoch=1)


async def _first_word_ms(words: AsyncIterator[str]) -> float:
    begun = time.perf_counter()
    first: float | None = None
    async for word in words:
        if word and first is None:
            first = (time.perf_counter() - begun) * 1000
    if first is None:
        raise RuntimeError("there was no word")
    return first


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    options = parser.parse_args()
    measured = uvloop.run(main())
    if options.json is not None:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
