"""A chat model's answer on its way: piece by piece, or broken as the script says."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from itertools import islice, repeat

from emulators.openai_answers import ChatAnswer
from emulators.script import Act, Dropped, Fault, never

_HUGE_WORDS = 20_000


def spoiled(answer: ChatAnswer, fault: Fault | None) -> ChatAnswer:
    """What is said instead, where the script has the model say nothing, or far too much."""
    if fault is Fault.EMPTY:
        return ChatAnswer()
    if fault is Fault.HUGE:
        return ChatAnswer(" ".join(repeat(answer.text or "and so on", _HUGE_WORDS // 3)))
    return answer


async def paced(
    pieces: Iterable[bytes], act: Act, before_fault: int, garbage: bytes, closed_early: Callable[[], None]
) -> AsyncGenerator[bytes]:
    """The pieces, each after the act's pause, until its fault.

    :param before_fault: how many of them come before a stall or a drop.
    :param garbage: what comes in their place where the script wants that.
    :param closed_early: called when the reader leaves before the end.
    :raises Dropped: the script wants the connection closed.
    """
    ended = False
    try:
        if act.fault is Fault.GARBAGE:
            pieces = [garbage]
        breaks = act.fault in (Fault.STALLS, Fault.DROPS)
        for piece in islice(pieces, before_fault if breaks else None):
            yield piece
            await asyncio.sleep(act.between_s)
        if act.fault is Fault.STALLS:
            await never()
        ended = True
        if act.fault is Fault.DROPS:
            raise Dropped
    finally:
        if not ended:
            closed_early()
