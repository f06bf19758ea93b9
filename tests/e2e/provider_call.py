"""One caller's call while a provider is broken: two questions, the second of which leans on the first."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.entities.session import EndReason
from domain.entities.turn import Turn
from domain.interfaces.provider_watch import ProviderState
from infrastructure.caller.caller import Caller, CallOver
from tests.e2e.provider_cases import HUGE, Case, emulated
from tests.e2e.provider_held_up import HeldUp
from tests.e2e.provider_service import Service, ToldEar, emulators, service
from tests.livekit_server import LiveKit

PRICE, CHEAPER = "what does the pro plan cost", "and the basic one"
ANSWERS = {PRICE: "39 euros", CHEAPER: "19 euros"}
AGAIN, GOODBYE = "Could you say it again, please?", "Goodbye."
LONGEST_CALL_S = 90.0
ANSWERED_WITHIN_S = 15.0
INTERRUPTS_AFTER_S = 3.0
END_WITHIN_S = 60.0
FRAME_S = 0.02
"""How exactly callers listen, unless told otherwise."""


@dataclass(frozen=True)
class Exchange:
    """
    :ivar said_at: the end of the question, as of `time.monotonic()`.
    :ivar silence_s: from the caller's last word to the first sound after it.
    :ivar held_up_s: for so much of it the machine let nothing run here.
    :ivar gap_s: the longest silence after that, until the answer was over.
    :ivar sound_s: for how long something was heard.
    :ivar text: all that was captioned of the other side.
    """

    question: str
    said_at: float
    silence_s: float
    held_up_s: float
    gap_s: float
    sound_s: float
    text: str

    @property
    def is_right(self) -> bool:
        return ANSWERS[self.question] in self.text

    @property
    def sentences(self) -> list[str]:
        return [part for part in re.split(r"(?<=[.?!])\s+", self.text.strip()) if part]


@dataclass(frozen=True)
class Told:
    """What became of a call.

    :ivar reason: None when the caller left.
    """

    exchanges: Sequence[Exchange]
    turns: Sequence[Turn]
    providers: Sequence[ProviderState]
    is_ready: bool
    reason: EndReason | None = None

    @property
    def silence_s(self) -> float:
        """The longest one that the product is to blame for."""
        return max(exchange.silence_s - exchange.held_up_s for exchange in self.exchanges)


@dataclass(frozen=True)
class Person:
    """A caller who knows some questions, and an emulated ear that is told what they are."""

    caller: Caller
    ear: ToldEar
    sounds: Mapping[str, bytes]
    held_up: HeldUp

    async def say(self, question: str) -> float:
        self.ear.expect(question, self.sounds[question])
        return await self.caller.say(self.sounds[question])


async def call_through(case: Case, livekit: LiveKit, sounds: Mapping[str, bytes], held_up: HeldUp) -> Told:
    """Two questions; what was nonsense is interrupted, what was not understood is said again.

    :raises TimeoutError: it does not go on.
    """
    everything = await asyncio.to_thread(emulated, case)
    everything.transcription.hearing.hears = ear = ToldEar()
    async with (
        asyncio.timeout(LONGEST_CALL_S),
        emulators(everything) as address,
        service(livekit, case.environment(address)) as agents,
    ):
        async with agents.call() as (caller, session_id):
            person = Person(caller, ear, sounds, held_up)
            await caller.hear_answer(0)
            exchanges = list[Exchange]()
            if case.is_passing:
                case.break_(everything)
                exchanges.append(await _ask_in_vain(person, PRICE, interrupts=case.fault == HUGE))
                case.heal(everything)
            exchanges.append(await _ask(person, PRICE))
            exchanges.append(await _ask(person, CHEAPER, leans_on=PRICE))
        return await _told(agents, session_id, exchanges)


async def call_in_vain(case: Case, livekit: LiveKit, sounds: Mapping[str, bytes], held_up: HeldUp) -> Told:
    """Nobody is left in the leg: the caller asks until the call is over.

    :raises TimeoutError: it does not end.
    """
    everything = await asyncio.to_thread(emulated, case)
    everything.transcription.hearing.hears = ear = ToldEar()
    async with (
        asyncio.timeout(LONGEST_CALL_S),
        emulators(everything) as address,
        service(livekit, case.environment(address)) as agents,
    ):
        exchanges = list[Exchange]()
        async with agents.call() as (caller, session_id):
            person = Person(caller, ear, sounds, held_up)
            with suppress(CallOver):
                await caller.hear_answer(0, timeout_s=END_WITHIN_S)
                while not exchanges or GOODBYE not in exchanges[-1].text:
                    exchanges += await _ask_and_hear(person, PRICE)
                await caller.disconnected.wait()
            session = await agents.ended(session_id, within_s=END_WITHIN_S)
        return replace(await _told(agents, session_id, exchanges), reason=session.reason)


async def _ask_and_hear(person: Person, question: str) -> list[Exchange]:
    """None when the machine had no time for the question, so that it was not heard as one."""
    began_at = time.monotonic()
    try:
        return [await _ask_in_vain(person, question)]
    except TimeoutError:
        if person.held_up.between(began_at, time.monotonic()):
            return []
        raise


async def _ask(person: Person, question: str, *, leans_on: str = "") -> Exchange:
    """Ask, and again as often as the machine had no time for the question, so that there were gaps in its sound.

    :param leans_on: the question before: who was taken for somebody with another wish begins there again.
    """
    while True:
        began_at = time.monotonic()
        exchange = await _hear_answer(person, question, await person.say(question))
        if exchange.is_right or not person.held_up.between(began_at, exchange.said_at):
            return exchange
        if leans_on:
            await _hear_answer(person, leans_on, await person.say(leans_on))


async def _hear_answer(person: Person, question: str, said_at: float) -> Exchange:
    """The right one to its end; when it does not come in time, what came instead."""
    caller = person.caller
    with suppress(TimeoutError):
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            await _caption(caller, said_at, ANSWERS[question])
            await caller.hear_answer(said_at)
    return _exchange(person, question, said_at)


async def _ask_in_vain(person: Person, question: str, *, interrupts: bool = False) -> Exchange:
    """Hear nonsense for a while, or an apology, or a goodbye, to its end."""
    caller, said_at = person.caller, await person.say(question)
    async with asyncio.timeout(ANSWERED_WITHIN_S):
        if interrupts:
            await caller.ear.first_sound(said_at)
            await asyncio.sleep(INTERRUPTS_AFTER_S)
        else:
            await _caption(caller, said_at, AGAIN, GOODBYE)
            await caller.hear_answer(said_at)
    return _exchange(person, question, said_at)


async def _caption(caller: Caller, since: float, *any_of: str) -> None:
    while not any(text in caller.captions.answer_so_far(since) for text in any_of):
        if caller.disconnected.is_set():
            raise CallOver("the other side has hung up")
        await asyncio.sleep(0.05)


def _exchange(person: Person, question: str, said_at: float) -> Exchange:
    caller, held_up = person.caller, person.held_up
    heard_at = caller.ear.sounds(said_at)
    first_at = heard_at[0] if heard_at else time.monotonic()
    gaps_s = [later - earlier for earlier, later in pairwise(heard_at)]
    return Exchange(
        question,
        said_at,
        first_at - said_at,
        held_up.between(said_at, first_at),
        max(gaps_s, default=0.0),
        len(heard_at) * FRAME_S,
        caller.captions.answer_so_far(said_at),
    )


async def _told(agents: Service, session_id: str, exchanges: Sequence[Exchange]) -> Told:
    turns = await agents.container.memory().recall(session_id)
    health = await agents.container.check_health()()
    return Told(exchanges, turns, health.providers, health.is_ready)
