"""livekit-agents as its documentation runs it, with Parley's recogniser, synthesiser, agents and greeting.

Run as `python -m benchmarks.peers.programs.worker_with_our_voice start`, its production mode, with LIVEKIT_URL,
LIVEKIT_API_KEY, LIVEKIT_API_SECRET and STOCK_WORKER_PORT. All that can be made before a call is made in its spare
processes.
"""

import asyncio
import os
from collections.abc import Awaitable

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, JobProcess, cli, inference
from livekit.agents.voice.turn import TurnHandlingOptions

from application.use_cases.voice import VoiceConversation
from benchmarks.peers.programs.bridges.conversation import ConversationBridge
from benchmarks.peers.programs.bridges.recognition import RecognitionBridge
from benchmarks.peers.programs.bridges.speech import SpeechBridge
from domain.entities.response_time import ResponseTime
from domain.entities.turn import Turn
from infrastructure import settings
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.providers.legs import local_voice

NAME = "stock"
"""What a dispatch asks for."""
EPOCH = 1


def prewarm(process: JobProcess) -> None:
    """In each spare process. Decoders belong to an event loop, which there is none of yet: the first starts when
    the caller first speaks, so it takes nothing from the greeting.
    """
    knowledge = KnowledgeFolder(settings.load_one(settings.AgentSettings).knowledge)
    recogniser = PocketsphinxSpeechToText(words=knowledge.vocabulary(), warm_decoders=0)
    asyncio.run(recogniser.warm())
    synthesiser = local_voice(settings.load_one(settings.SpeechSettings))
    process.userdata.update(
        team=open_team(knowledge),
        recognition=RecognitionBridge(recogniser),
        speech=SpeechBridge(synthesiser),
        vad=inference.VAD(),
        turn_detector=inference.TurnDetector(version="v1-mini"),
    )


async def answer_call(context: JobContext) -> None:
    """Join, listen, greet."""
    made = context.proc.userdata
    conversation = VoiceConversation(
        context.room.name, EPOCH, team=made["team"], memory=InMemoryCallMemory(), on_turn=_ignore
    )
    session = AgentSession[None](
        stt=made["recognition"],
        llm=ConversationBridge(conversation),
        tts=made["speech"],
        vad=made["vad"],
        turn_handling=TurnHandlingOptions(turn_detection=made["turn_detector"]),
    )
    await session.start(Agent(instructions=""), room=context.room)
    session.say(conversation.greeting)


def _ignore(_turn: Turn, _response: ResponseTime | None) -> Awaitable[None]:
    return asyncio.sleep(0)


def server() -> AgentServer:
    """As by default, but on loopback, and taking jobs however busy the machine is with other things."""
    made = AgentServer(
        setup_fnc=prewarm, host="127.0.0.1", port=int(os.environ["STOCK_WORKER_PORT"]), load_fnc=lambda: 0.0
    )
    made.rtc_session(answer_call, agent_name=NAME)
    return made


if __name__ == "__main__":
    cli.run_app(server())
