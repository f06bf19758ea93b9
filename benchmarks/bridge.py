"""What the team adds to a bare model: from the caller's turn to the first word.

Run `python -m benchmarks.bridge`. Both sides answer the same questions with the retrieval brain, turn by turn in
alternation; the bare side is given its passages, the team looks them up, routes, and remembers.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from statistics import median, quantiles

from langchain_core.messages import HumanMessage, SystemMessage

from application.graphs.briefing import Briefing, write
from domain.entities.reply import Words
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.folder import KnowledgeFolder

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
QUESTIONS = (
    "what does the pro plan cost",
    "and the basic one",
    "my router keeps losing the connection",
    "what next",
)
ROUNDS = 50
WARM_UP_ROUNDS = 5


async def main() -> None:
    knowledge, brain = KnowledgeFolder(KNOWLEDGE), RetrievalBrain()
    team = open_team(knowledge)
    bare, full = list[float](), list[float]()
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        for question in QUESTIONS:
            briefing = Briefing(question, "plans", tuple(knowledge.search(question)))
            messages = [SystemMessage(write("Answer.", briefing)), HumanMessage(question)]
            alone = await _first_word_ms(chunk.text async for chunk in brain.astream(messages))
            answered = await _first_word_ms(_words(team, f"call-{number}", question))
            if number >= WARM_UP_ROUNDS:
                bare.append(alone)
                full.append(answered)
    added = [answered - alone for alone, answered in zip(bare, full, strict=True)]
    for name, times in (("bare model", bare), ("team", full), ("added", added)):
        print(f"{name:10}  p50 {median(times):5.2f} ms   p99 {quantiles(times, n=100)[98]:5.2f} ms")


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
    asyncio.run(main())
