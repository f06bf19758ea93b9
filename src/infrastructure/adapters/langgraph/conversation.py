"""The runs of the graph for one session, of which one counts at a time."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from functools import partial

from application.graphs.ahead import are_same_words
from application.graphs.exchange import EXCHANGE, Exchange
from application.graphs.state import CallState
from application.graphs.usage import UNTOLD
from domain.entities.reply import ModelUsed, ReplyPart
from domain.errors import ModelFailed
from infrastructure.adapters.langgraph.run import Parts, Run
from infrastructure.adapters.langgraph.session_memory import SessionMemory

LONGEST_UTTERANCE_WORDS = 250
"""Some two minutes of speech; of a longer text the beginning is answered."""


@dataclass(frozen=True, slots=True)
class Patience:
    """
    :ivar silence_s: how long the model may take to its next word, the first one included, before it counts as
        failed.
    :ivar listens_s: how long a run waits for words; another one begins for those that come later.
    """

    silence_s: float = 8.0
    listens_s: float = 30.0


class Conversation:
    """The newest wins: a reply that is being made ends when another one begins, and its iterator simply ends.

    :ivar lock: held while the graph runs; whoever changes the memory beside it takes it first.
    """

    def __init__(self, session_id: str, memory: SessionMemory, patience: Patience) -> None:
        self.lock = asyncio.Lock()
        self._name = f"call:{session_id}:reply"
        self._memory = memory
        self._patience = patience
        self._read: Run | None = None
        """Whose parts somebody reads."""
        self._ahead: _Ahead | None = None
        """What nobody reads yet."""
        self._untold: list[ModelUsed] = []

    async def listen(self, epoch: int) -> None:
        if self._read is None and (self._ahead is None or self._ahead.run.has_ended):
            begun = self._ahead = self._begin(epoch)
            begun.gives_up = asyncio.get_running_loop().call_later(self._patience.listens_s, begun.run.cancel)

    async def prepare(self, utterance: str, epoch: int) -> None:
        if self._read is not None or (self._ahead is not None and self._ahead.utterance == utterance):
            return
        begun = await self._listening(epoch)
        begun.hear(utterance)
        self._ahead = begun

    async def reply(self, utterance: str, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        """What interrupted replies have used, and a summary, comes first.

        :raises ModelFailed: the model gave no word for too long.
        """
        begun = self._guessed(utterance, epoch) or await self._listening(epoch)
        earlier = list(self.untold())
        begun.answer(utterance)
        run, untold = begun.run, begun.untold
        self._read = run
        try:
            while earlier:
                yield earlier.pop(0)
            while (part := await self._next(run)) is not None:
                if isinstance(part, ModelUsed) and part in untold:
                    untold.remove(part)
                yield part
        finally:
            await run.stop()
            self._untold.extend([*earlier, *untold])
            if self._read is run:
                self._read = None

    def untold(self) -> Sequence[ModelUsed]:
        given = tuple(self._untold)
        self._untold.clear()
        return given

    def tell_later(self) -> None:
        """What models use from now on in this context is told with the next reply."""
        UNTOLD.set(self._untold)

    async def stop(self) -> None:
        """End every run."""
        if (ahead := self._ahead) is not None:
            self._ahead = None
            await ahead.run.stop()
            self._untold.extend(ahead.untold)
        while (run := self._read) is not None:
            self._read = None
            await run.stop()

    def _begin(self, epoch: int) -> "_Ahead":
        parts, untold = Parts(), list[ModelUsed]()
        exchange = Exchange(parts.add)
        work = partial(self._answer, epoch, exchange, untold)
        run = Run(work, parts, self.lock, name=self._name)
        return _Ahead(epoch, exchange, run, untold)

    def _guessed(self, utterance: str, epoch: int) -> "_Ahead | None":
        """What answers these words already."""
        ahead = self._ahead
        if ahead is None or ahead.utterance is None or ahead.epoch != epoch or ahead.run.has_failed:
            return None
        if not are_same_words(ahead.utterance, utterance):
            return None
        self._ahead = None
        return ahead

    async def _listening(self, epoch: int) -> "_Ahead":
        """What has heard nothing yet; everything else ends."""
        ahead = self._ahead
        if ahead is None or ahead.utterance is not None or ahead.epoch != epoch or ahead.run.has_ended:
            await self.stop()
            return self._begin(epoch)
        self._ahead = None
        ahead.keep()
        await self.stop()
        return ahead

    async def _answer(self, epoch: int, exchange: Exchange, untold: list[ModelUsed]) -> None:
        """:param exchange: what is answered; it is all taken back unless the caller has surely said so.
        :param untold: takes what models use, too.
        """
        UNTOLD.set(untold)
        EXCHANGE.set(exchange)
        before = CallState() if exchange.is_sure else await self._memory.current(epoch)
        try:
            await self._memory.answer(epoch)
            await exchange.until_sure()
        except BaseException:
            if not exchange.is_sure:
                await self._memory.restore(before, epoch)
            elif exchange.message is not None:
                await self._memory.keep(exchange.message, epoch)
            raise

    async def _next(self, run: Run) -> ReplyPart | None:
        try:
            async with asyncio.timeout(self._patience.silence_s):
                return await run.next()
        except TimeoutError as error:
            raise ModelFailed(f"the model gave no word for {self._patience.silence_s:g} s") from error


@dataclass(slots=True)
class _Ahead:
    """A run of the graph that began before it was sure what the caller says.

    :ivar untold: what it has used.
    :ivar gives_up: listening.
    :ivar utterance: what it answers; None while it listens.
    """

    epoch: int
    exchange: Exchange
    run: Run
    untold: list[ModelUsed]
    gives_up: asyncio.TimerHandle | None = None
    utterance: str | None = None

    def keep(self) -> None:
        """It is about to hear something."""
        if self.gives_up is not None:
            self.gives_up.cancel()

    def hear(self, utterance: str) -> None:
        """What the caller has perhaps said."""
        self.utterance = utterance
        self.exchange.hear(plain(utterance))

    def answer(self, utterance: str) -> None:
        """What the caller has surely said."""
        self.exchange.be_sure()
        if self.utterance is None:
            self.hear(utterance)


def plain(utterance: str) -> str:
    """In single blanks, and no longer than anybody speaks in one breath."""
    return " ".join(utterance.split()[:LONGEST_UTTERANCE_WORDS])
