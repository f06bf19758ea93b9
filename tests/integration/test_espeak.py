"""espeak-ng's library in a thread."""

import pytest

from infrastructure.adapters.espeak.engine import EspeakEngine
from infrastructure.adapters.sentence_voice.engine import Rendering


async def rendered(text: str) -> Rendering:
    engine = EspeakEngine("en", words_per_minute=165)
    try:
        return await engine.render(text)
    finally:
        await engine.close()


@pytest.mark.parametrize("text", ["well, well. yes", "no. then come", "It costs thirty nine euros a month."])
async def test_each_word_is_heard_for_a_while_one_after_the_other(text: str) -> None:
    made = await rendered(text)

    assert len(made.words_ms) == len(text.split())
    assert all(end - begin > 50 for begin, end in made.words_ms)
    assert [end for _, end in made.words_ms[:-1]] == [begin for begin, _ in made.words_ms[1:]]


async def test_a_word_is_heard_later_behind_a_longer_one() -> None:
    short, long = await rendered("so we go"), await rendered("extraordinarily we go")

    assert long.words_ms[1][0] > short.words_ms[1][0] + 300
