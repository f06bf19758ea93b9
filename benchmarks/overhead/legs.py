"""All legs of a call, against emulated providers without latency."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.routing import Mount

from benchmarks.overhead.first_byte import BARE, Added, Side, measure
from benchmarks.overhead.hearing import hearing
from benchmarks.overhead.speaking import elevenlabs_requesting, elevenlabs_streaming, openai_speaking
from benchmarks.overhead.thinking import thinking
from emulators.elevenlabs import ElevenLabs
from emulators.openai_answers import ChatAnswer, Tokens
from emulators.openai_chat import OpenAIChat
from emulators.openai_speech import OpenAiSpeech
from emulators.openai_transcription import OpenAiTranscription

WITHOUT_SOCKETS = "/without-sockets"

Sides = Callable[[str], AbstractAsyncContextManager[dict[str, Side]]]
"""Told the address of the emulated providers."""

LEGS: dict[str, Sides] = {
    "OpenAI chat": thinking,
    "OpenAI speech": openai_speaking,
    "ElevenLabs websocket": elevenlabs_streaming,
    "ElevenLabs HTTP": lambda address: elevenlabs_requesting(address + WITHOUT_SOCKETS),
    "OpenAI transcription": hearing,
}


def providers() -> Starlette:
    # Counting tokens takes longer with each prompt, and not the same for prompts that were written differently.
    answer = ChatAnswer("Hello, how can I help you?", tokens=Tokens(prompt=450, completion=7))
    chat = OpenAIChat(usual=lambda _: answer)
    all_of = (chat, OpenAiSpeech(), ElevenLabs(), OpenAiTranscription(hears=lambda _: "my router"))
    routes = [route for emulator in all_of for route in emulator.routes()]
    return Starlette(routes=[*routes, Mount(WITHOUT_SOCKETS, routes=ElevenLabs(opens_sockets=False).routes())])


async def added(address: str, rounds: int) -> dict[tuple[str, str], Added]:
    """By leg, and by which of our sides."""
    results: dict[tuple[str, str], Added] = {}
    for leg, sides in LEGS.items():
        async with sides(address) as each:
            times = await measure(each, rounds)
        bare = times.pop(BARE)
        results |= {(leg, side): Added.of(bare, ours) for side, ours in times.items()}
    return results
