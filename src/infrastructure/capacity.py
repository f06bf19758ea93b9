"""How many calls the service takes at once."""

from infrastructure.adapters.local_inference.voice_activity import LocalVoiceActivity
from infrastructure.process.capacity import room_for_calls
from infrastructure.providers.choosing import stt_chain
from infrastructure.settings import Settings


def calls_at_once(settings: Settings) -> int:
    """As the operator says, or else as the machine has room for."""
    told = settings.service.agent_capacity
    if told is not None:
        return told
    recognises = stt_chain(settings.providers)[0] == "pocketsphinx"
    return room_for_calls(LocalVoiceActivity(), settings.service.agent_processes, recognises=recognises).calls
