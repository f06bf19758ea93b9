"""`parley chat`: the agents, without any service around them."""

from rich.console import Console

from application.use_cases.chat import Chat
from application.use_cases.voice import VoiceConversation
from domain.entities.response_time import ResponseTime
from domain.entities.turn import Turn
from infrastructure import log, settings
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import open_services_beside
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.providers.legs import open_models
from infrastructure.providers.settings import ProviderSettings
from presentation.cli.chat import converse


async def hold_chat() -> None:
    """:raises ConfigurationInvalid: the knowledge folder or a setting is unusable."""
    agents = settings.load_one(settings.AgentSettings)
    log.configure("WARNING", "text")
    records = settings.load_one(settings.BusinessSettings).records
    services = open_services_beside(agents.knowledge, records)
    knowledge = KnowledgeFolder(agents.knowledge)
    models = open_models(settings.load_one(ProviderSettings), agents, knowledge)
    team = open_team(
        knowledge,
        models.specialists,
        routing_model=models.routing,
        services=services,
        specialists_folder=agents.specialists,
    )
    conversation = VoiceConversation(
        "chat", epoch=1, team=team, memory=InMemoryCallMemory(), on_turn=_forget_about_it
    )
    console = Console(highlight=False, soft_wrap=True)
    await converse(Chat(conversation), console, lambda: console.input("[bold]you[/]  "))


async def _forget_about_it(_turn: Turn, _response: ResponseTime | None) -> None:
    """Nobody watches a chat."""
