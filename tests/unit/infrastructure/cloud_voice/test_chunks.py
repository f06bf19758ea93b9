"""Words in the sound that comes."""

import pytest

from domain.entities.audio import SpokenWord
from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.chunks import Chunks
from infrastructure.adapters.cloud_voice.sentences import Sentence, Word

SENTENCE = Sentence((Word("One ", "One"), Word("two.", "two.")))


def sound(ms: int) -> bytes:
    return bytes(ms * 32)


@pytest.fixture
def chunks() -> Chunks:
    made = Chunks("The voice", ("provider", "model"))
    made.expect(SENTENCE)
    return made


def _words(chunks: Chunks, ms: int) -> tuple[SpokenWord, ...]:
    chunk = chunks.chunk(sound(ms))
    assert chunk is not None
    return chunk.words


def test_a_word_comes_with_the_sound_in_which_it_ends(chunks: Chunks) -> None:
    chunks.align(3, 0, 250)
    chunks.align(4, 300, 600)

    assert _words(chunks, 200) == ()
    assert _words(chunks, 200) == (SpokenWord("One ", 0, 50),)
    assert _words(chunks, 200) == (SpokenWord("two.", 0, 200),)


def test_letters_are_guessed_while_nobody_tells(chunks: Chunks) -> None:
    assert _words(chunks, 300) == (SpokenWord("One ", 0, 225),)


def test_what_was_guessed_is_not_told_again(chunks: Chunks) -> None:
    _words(chunks, 300)
    chunks.align(7, 0, 600)

    assert _words(chunks, 300) == (SpokenWord("two.", 0, 300),)


def test_words_without_a_time_come_at_the_end(chunks: Chunks) -> None:
    _words(chunks, 250)
    last = chunks.end()

    assert last is not None
    assert last.words == (SpokenWord("two.", 0, 20),)


def test_sound_that_ends_far_too_early_is_a_failure(chunks: Chunks) -> None:
    _words(chunks, 100)

    with pytest.raises(SynthesisFailed, match="before all of the text was spoken"):
        chunks.end()


def test_letters_that_were_never_timed_were_not_spoken(chunks: Chunks) -> None:
    chunks.align(3, 0, 250)
    _words(chunks, 600)

    with pytest.raises(SynthesisFailed, match="before all of the text was spoken"):
        chunks.end()


def test_half_a_sample_waits_for_its_other_half(chunks: Chunks) -> None:
    assert chunks.chunk(b"\x01") is None
    whole = chunks.chunk(b"\x02")

    assert whole is not None
    assert whole.pcm == b"\x01\x02"


def test_characters_are_counted_once(chunks: Chunks) -> None:
    first, second = chunks.chunk(sound(10)), chunks.chunk(sound(10))

    assert first is not None
    assert second is not None
    assert [int(each.amount) for each in first.used] == [len("One two.")]
    assert second.used == ()


def test_far_too_much_sound_is_a_failure(chunks: Chunks) -> None:
    with pytest.raises(SynthesisFailed, match="far more than the text takes"):
        chunks.chunk(sound(10_000))


def test_no_sound_for_words_is_a_failure(chunks: Chunks) -> None:
    with pytest.raises(SynthesisFailed, match="gave no sound"):
        chunks.end()


def test_what_cannot_be_heard_takes_a_breath() -> None:
    chunks = Chunks("The voice", ("provider", "model"))
    chunks.expect(Sentence((Word("--", ""),)))
    last = chunks.end()

    assert last is not None
    assert last.words == (SpokenWord("--", 0, 20),)
    assert last.used == ()
