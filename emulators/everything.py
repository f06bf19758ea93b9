"""All emulated providers behind one address."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from agents.discovery import SPECIALISTS_FOLDER, discover
from emulators.anthropic_messages import AnthropicMessages
from emulators.elevenlabs import ElevenLabs
from emulators.model_behind import Behind
from emulators.openai_chat import OpenAIChat
from emulators.openai_hearing import RealEar
from emulators.openai_speech import OpenAiSpeech
from emulators.openai_transcription import OpenAiTranscription
from infrastructure.adapters.langgraph.team_factory import read_phrases
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.providers.settings import ProviderSettings

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"


class Everything:
    """OpenAI, which thinks as the retrieval brain does, hears as pocketsphinx and speaks as flite; ElevenLabs; and
    Anthropic, which thinks as OpenAI.

    :ivar chat: and the others: what a test may script.
    """

    def __init__(self, knowledge: Path = KNOWLEDGE) -> None:
        phrases = read_phrases(KnowledgeFolder(knowledge), discover(SPECIALISTS_FOLDER).specialists)
        thinks = Behind(RetrievalBrain(phrases=phrases))
        self.chat = OpenAIChat(usual=thinks)
        self.anthropic = AnthropicMessages(usual=thinks)
        self.transcription = OpenAiTranscription(hears=RealEar())
        self.speech = OpenAiSpeech()
        self.elevenlabs = ElevenLabs(voices={ProviderSettings().elevenlabs_voice: "slt"})

    def app(self) -> Starlette:
        emulators = (self.chat, self.transcription, self.speech, self.elevenlabs)
        routes = [route for emulator in emulators for route in emulator.routes()]
        return Starlette(routes=[*routes, Mount("/anthropic", routes=self.anthropic.routes())])

    @staticmethod
    def settings(address: str) -> dict[str, str]:
        """What an agent service is told, so that it takes these for the providers themselves.

        Anthropic has an address and no key: whoever wants it between OpenAI and this machine adds one.
        """
        return {
            "PARLEY_OPENAI_API_KEY": "emulated",
            "PARLEY_OPENAI_BASE_URL": f"http://{address}/v1",
            "PARLEY_OPENAI_SPEECH_URL": f"http://{address}/v1",
            "PARLEY_ANTHROPIC_URL": f"http://{address}/anthropic",
            "PARLEY_ELEVENLABS_API_KEY": "emulated",
            "PARLEY_ELEVENLABS_URL": f"http://{address}",
        }
