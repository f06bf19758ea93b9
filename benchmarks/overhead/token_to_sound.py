"""From the model's first token to the caller's first sound: the team's words, spoken by ElevenLabs.

Only the team's parts between the two are ours: the rest is the model, whose tokens come as slowly as it is told,
and the voice, which takes as long as it is told.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from benchmarks.overhead.bare_reply import BareReply
from benchmarks.overhead.emulated import KEY
from benchmarks.overhead.first_byte import SETTLING_S, WARM_UP_ROUNDS, first_s
from benchmarks.overhead.speaking import ELEVENLABS_MODEL, ELEVENLABS_VOICE, elevenlabs
from benchmarks.overhead.speaking import chained as spoken_by
from benchmarks.overhead.thinking import MODEL
from benchmarks.overhead.thinking import chained as answered_by
from benchmarks.overhead.token_times import FIRST_SOUND_S, Delays, Heard, TokenTimes
from domain.entities.reply import Words
from domain.interfaces.agent import AgentTeam
from domain.interfaces.tts import TextToSpeech
from emulators.elevenlabs import ElevenLabs
from emulators.openai_answers import ChatAnswer, Tokens
from emulators.openai_chat import OpenAIChat
from emulators.script import Act, Script
from infrastructure.adapters.chat_models.openai import connect, disconnect, open_openai
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
QUESTION = "my router keeps losing the connection"
FIRST = "I am sorry to hear that."
ANSWER = f"{FIRST} We will find out together what the reason is. Does it happen more often in the evening?"
"""Advice would be checked against the knowledge, and there is none of this in it."""

PACES_S = {"at-once": 0.0, "every-20-ms": 0.02}
"""Between two tokens. The second is a fast model's."""


def providers() -> Starlette:
    answer = ChatAnswer(ANSWER, tokens=Tokens(prompt=900, completion=20))
    chats = {
        pace: OpenAIChat(usual=lambda _: answer, script=Script(Act(between_s=s))) for pace, s in PACES_S.items()
    }
    voice = ElevenLabs(script=Script(Act(first_s=FIRST_SOUND_S)))
    mounts = [Mount(f"/{pace}", routes=chat.routes()) for pace, chat in chats.items()]
    return Starlette(routes=[*voice.routes(), *mounts])


async def delays(address: str, pace: str, turns: int) -> Delays:
    """:param pace: of `PACES_S`."""
    url = f"http://{address}"
    model = open_openai(MODEL, lambda: KEY, base_url=f"{url}/{pace}/v1")
    tokens = TokenTimes()
    model.callbacks = [tokens]
    team = open_team(KnowledgeFolder(KNOWLEDGE), answered_by(model))
    voice = elevenlabs(url)
    bare = BareReply(url, ELEVENLABS_VOICE, ELEVENLABS_MODEL)
    heard, alone = list[Heard](), list[float]()
    await connect(model)
    try:
        for number in range(WARM_UP_ROUNDS + turns):
            await bare.open()
            alone.append(await first_s(bare.say(FIRST)))
            await voice.warm()
            tokens.came.clear()
            heard.append(await _turn(team, spoken_by("elevenlabs", voice), f"call-{number}", tokens))
            await asyncio.sleep(SETTLING_S)
    finally:
        await voice.close()
        await disconnect(model)
    return Delays.of(heard[WARM_UP_ROUNDS:], alone[WARM_UP_ROUNDS:])


async def _turn(team: AgentTeam, voice: TextToSpeech, session_id: str, tokens: TokenTimes) -> Heard:
    said, words_at, sound_at = "", 0.0, 0.0

    async def words() -> AsyncGenerator[str]:
        nonlocal said, words_at
        async with aclosing(team.reply(session_id, QUESTION, epoch=1)) as parts:
            async for part in parts:
                if isinstance(part, Words):
                    words_at = words_at or time.perf_counter()
                    said += part.text
                    yield part.text

    async with aclosing(voice.speak(words())) as chunks:
        async for _ in chunks:
            sound_at = sound_at or time.perf_counter()
    await team.commit(session_id, said, epoch=1)
    if said.strip() != ANSWER:
        raise RuntimeError(f"the team said something else than the model: {said}")
    return tokens.heard(words_at, sound_at)
