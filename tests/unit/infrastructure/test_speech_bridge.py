"""A synthesiser in the pipeline: who says what."""

from infrastructure.transport.bridges.speech import SpeechBridge
from tests.fakes.tts import USUAL, FakeTextToSpeech


async def _say(bridge: SpeechBridge, text: str, *, then: str | None) -> None:
    """:param then: the voice that is chosen while this is being said."""
    async with bridge.stream() as stream:
        bridge.voice = then
        stream.push_text(text)
        stream.end_input()
        async for _ in stream:
            pass


async def test_each_answer_is_spoken_by_whom_it_was_begun_for() -> None:
    synthesiser = FakeTextToSpeech()
    bridge = SpeechBridge(synthesiser)
    await _say(bridge, "Hello.", then="murmur")
    await _say(bridge, "It costs 39 euros.", then=None)
    await _say(bridge, "Goodbye.", then=None)
    assert synthesiser.voices == [USUAL, "murmur", USUAL]


async def test_the_voice_of_one_call_is_not_that_of_another() -> None:
    synthesiser = FakeTextToSpeech()
    first, second = SpeechBridge(synthesiser), SpeechBridge(synthesiser)
    first.voice = "murmur"
    await _say(first, "Hello.", then=None)
    await _say(second, "Hello.", then=None)
    assert synthesiser.voices == ["murmur", USUAL]
