"""The team that the golden set is played to."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from agents.discovery import SPECIALISTS_FOLDER, discover
from domain.entities.specialist import Specialist
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import close_services, open_services
from infrastructure.expected import expected_words
from infrastructure.providers.legs import local_recogniser, open_models
from infrastructure.providers.settings import ProviderSettings
from infrastructure.settings import AgentSettings, SpeechSettings, load_one
from tests.golden.speaking import DECODERS, Ear

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@asynccontextmanager
async def demo_team() -> AsyncGenerator[AgentTeam]:
    """Knows the demo company, with the model that the environment sets, and records that nobody keeps."""
    services = open_services(KNOWLEDGE / "business", None)
    try:
        knowledge = KnowledgeFolder(KNOWLEDGE)
        models = open_models(load_one(ProviderSettings), load_one(AgentSettings), knowledge)
        yield open_team(knowledge, models.specialists, routing_model=models.routing, services=services)
    finally:
        close_services(services)


@asynccontextmanager
async def demo_ear() -> AsyncGenerator[Ear]:
    """The recogniser of a call, adapted to the demo company."""
    settings = SpeechSettings(recognisers=DECODERS, warm_recognisers=DECODERS)
    services = open_services(KNOWLEDGE / "business", None)
    expected = expected_words(demo_specialists(), services)
    close_services(services)
    listening = local_recogniser(settings, KnowledgeFolder(KNOWLEDGE), expected)
    await listening.warm()
    try:
        yield Ear(listening)
    finally:
        await listening.close()


def demo_specialists() -> tuple[Specialist, ...]:
    """As they are found in their folder."""
    return tuple(discover(SPECIALISTS_FOLDER).specialists)
