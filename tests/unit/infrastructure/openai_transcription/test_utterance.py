import asyncio

from infrastructure.adapters.openai_transcription.resampling import resampled
from infrastructure.adapters.openai_transcription.utterance import SHORTEST_MS, Utterance
from tests.spoken import spoken


async def test_the_sound_is_given_as_it_comes_and_once() -> None:
    utterance = Utterance()
    pieces = aiter(utterance.pieces())
    utterance.add(b"ab" * 4_000)
    first = await anext(pieces)
    coming = asyncio.ensure_future(anext(pieces))
    await asyncio.sleep(0)
    utterance.add(b"cd" * 4_000)

    assert (first, await coming) == (b"ab" * 4_000, b"cd" * 4_000)


async def test_it_can_be_given_again_from_its_beginning() -> None:
    utterance = Utterance()
    utterance.add(spoken("hello there"))
    utterance.end()

    once = b"".join([piece async for piece in utterance.pieces()])

    assert once == utterance.sound == b"".join([piece async for piece in utterance.pieces()])


async def test_a_very_short_one_is_made_long_enough_to_be_taken() -> None:
    utterance = Utterance()
    utterance.add(bytes(960))
    utterance.end()

    sound = b"".join([piece async for piece in resampled(utterance.pieces())])

    assert len(utterance.sound) == SHORTEST_MS * 32
    assert len(sound) >= 100 * 48


async def test_resampled_sound_lasts_as_long() -> None:
    utterance = Utterance()
    for _ in range(33):
        utterance.add(bytes(1_998))
    utterance.end()

    sound = b"".join([piece async for piece in resampled(utterance.pieces())])

    assert abs(len(sound) / 48 - len(utterance.sound) / 32) < 5
