"""The price of a scripted call: what our billing makes of what the adapters report, and the same by hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from langchain_core.messages import HumanMessage
from starlette.applications import Starlette

from application.billing.billing import Billing
from application.billing.caps import Caps
from application.billing.meter import CallMeter
from application.graphs.usage import used_for
from benchmarks.overhead.emulated import KEY
from benchmarks.overhead.hearing import SENTENCE, frames
from benchmarks.overhead.scripted_call import HEARING_MODEL, TURNS, by_hand
from benchmarks.overhead.speaking import chained as spoken_by
from benchmarks.overhead.speaking import elevenlabs
from benchmarks.overhead.thinking import MODEL
from benchmarks.overhead.thinking import chained as answered_by
from domain.entities.bill import Charge, Leg
from domain.entities.session import Session
from emulators.elevenlabs import ElevenLabs
from emulators.openai_answers import ChatAnswer
from emulators.openai_chat import OpenAIChat
from emulators.openai_hearing import Hearing
from emulators.openai_transcription import OpenAiTranscription
from emulators.utterances import utterance
from infrastructure.adapters.chat_models.openai import disconnect, open_openai
from infrastructure.adapters.openai_transcription.speech_to_text import OpenAiSpeechToText
from infrastructure.adapters.tariffs.price_file import LATEST, read_tariff
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.spending import InMemorySpending

SPECIALIST, TENANT = "technical", "acme"


@dataclass(frozen=True)
class Price:
    """Both of the whole call.

    :ivar counted: by `Billing`, from what the adapters told.
    :ivar by_hand: exact: amounts of `TURNS`, times the price file's figures.
    :ivar spent: what counts towards the tenant's cap.
    """

    counted: Decimal
    by_hand: Decimal
    spent: Decimal
    lines: tuple[Charge, ...]

    @property
    def agrees(self) -> bool:
        return self.counted == self.spent == self.by_hand


def providers() -> Starlette:
    chat = OpenAIChat()
    chat.answers.extend(ChatAnswer(turn.answer, tokens=turn.tokens) for turn in TURNS)
    transcription = OpenAiTranscription(hears=lambda _: SENTENCE)
    transcription.hearing = _Scripted([turn.seconds for turn in TURNS])
    return Starlette(routes=[route for each in (chat, transcription, ElevenLabs()) for route in each.routes()])


class _Scripted(Hearing):
    def __init__(self, seconds: Sequence[str]) -> None:
        super().__init__((), lambda _: SENTENCE)
        self._seconds = iter(seconds)

    def usage(self, model: str, pcm: bytes, text: str) -> dict[str, object]:
        del model, pcm, text
        return {"type": "duration", "seconds": float(next(self._seconds))}


async def price(address: str) -> Price:
    """Plays the call through the adapters, each in its chain."""
    spending, now = InMemorySpending(), datetime.now(UTC)
    billing = Billing(
        tariff=read_tariff(LATEST), caps=Caps(), spending=spending, events=InMemoryCallEvents(), now=lambda: now
    )
    session = Session("call", "room", "caller", "agent", now, metadata={"tenant": TENANT})
    meter = billing.open(session)
    await _hear(meter, address)
    await _think(meter, address)
    await _speak(meter, address)
    return Price(meter.bill.cost, by_hand(), await spending.spent(TENANT, now.date()), meter.bill.charges)


async def _hear(meter: CallMeter, address: str) -> None:
    recogniser = OpenAiSpeechToText(lambda: KEY, base_url=f"http://{address}/v1", model=HEARING_MODEL)
    stream = await recogniser.open()
    transcripts = aiter(stream)
    for _ in TURNS:
        async for frame in frames(utterance(SENTENCE, "slt")):
            stream.push(frame)
        stream.finish_utterance()
        while not (transcript := await anext(transcripts)).is_final:
            pass
        meter.add(Leg.HEARING, SPECIALIST, transcript.used)
        await meter.settle()
    await stream.close()
    await recogniser.close()


async def _think(meter: CallMeter, address: str) -> None:
    vendor = open_openai(MODEL, lambda: KEY, base_url=f"http://{address}/v1")
    model, asked = answered_by(vendor), [HumanMessage(SENTENCE)]
    for _ in TURNS:
        first, *others = [chunk async for chunk in model.astream(asked)]
        meter.add(Leg.THINKING, SPECIALIST, used_for(asked, sum(others, first)))
        await meter.settle()
    await disconnect(vendor)


async def _speak(meter: CallMeter, address: str) -> None:
    voice = spoken_by("elevenlabs", elevenlabs(f"http://{address}"))
    for turn in TURNS:
        async with aclosing(voice.speak(_written(turn.answer))) as chunks:
            async for chunk in chunks:
                meter.add(Leg.SPEAKING, SPECIALIST, chunk.used)
        await meter.settle()
    await voice.close()


async def _written(text: str) -> AsyncIterator[str]:
    yield text
