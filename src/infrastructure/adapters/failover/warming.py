"""Makes the providers of a leg ready, whatever becomes of one of them."""

import asyncio
import logging

from domain.errors import ParleyError
from domain.interfaces.stt import SpeechToText
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.failover.leg import Leg, Provider

logger = logging.getLogger(__name__)


async def warm(leg: Leg[SpeechToText] | Leg[TextToSpeech]) -> None:
    """One that cannot be made ready may still do its work in another way: its breaker is told when it does not."""
    await asyncio.gather(*(_warm(provider) for provider in leg.providers))


async def _warm(provider: Provider[SpeechToText] | Provider[TextToSpeech]) -> None:
    if provider.breaker.is_open:
        return
    try:
        await provider.does.warm()
    except ParleyError as error:
        logger.warning("%s could not be made ready: %s", provider.name, error)
