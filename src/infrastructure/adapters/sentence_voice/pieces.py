"""A reply in the pieces that are synthesised at once, cut while it is still being written."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable

from infrastructure.adapters.sentence_voice.sentences import SentenceSplitter

PATIENCE_S = 0.15
"""Text that looks like a whole sentence is spoken when nothing followed it for so long: a writer that looks
something up after "One moment." must not keep the caller waiting."""


def _never(sentence: str, arrived: str) -> bool:
    del sentence, arrived
    return False


async def pieces(
    text: AsyncIterable[str], is_over: Callable[[str, str], bool] = _never
) -> AsyncGenerator[str, None]:
    """What looks complete does not wait for its successor longer than `PATIENCE_S`.

    :param is_over: told the first sentence so far, for which the caller waits in silence, and what arrived of it
        last: whether it is over whatever follows. Then it does not wait at all.
    """
    splitter = SentenceSplitter()
    source, first = aiter(text), ""
    is_first, patience_s = True, PATIENCE_S
    arriving = asyncio.ensure_future(anext(source, None))
    try:
        while True:
            await asyncio.wait([arriving], timeout=patience_s if splitter.looks_ended else None)
            if not arriving.done():
                for piece in splitter.flush():
                    is_first, patience_s = False, PATIENCE_S
                    yield piece
                continue
            arrived = arriving.result()
            for piece in splitter.flush() if arrived is None else splitter.feed(arrived):
                is_first = False
                yield piece
            if arrived is None:
                return
            first += arrived if is_first else ""
            patience_s = 0 if is_first and is_over(first, arrived) else PATIENCE_S
            arriving = asyncio.ensure_future(anext(source, None))
    finally:
        arriving.cancel()
        await asyncio.gather(arriving, return_exceptions=True)
