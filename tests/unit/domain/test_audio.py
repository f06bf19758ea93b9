"""Sound, as the ports trade it."""

from domain.entities.audio import SpeechChunk


def test_a_chunk_knows_how_long_it_sounds() -> None:
    assert SpeechChunk(bytes(16_000 * 2), 16_000).duration_ms == 1000
