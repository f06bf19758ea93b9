"""What a provider has done for a call, in the units that it bills."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LOCAL = "local"
"""The provider's name of what runs on this machine and has no name of its own."""


class Unit(StrEnum):
    INPUT_TOKENS = "input_tokens"
    """Those that were not read from a cache."""

    CACHED_TOKENS = "cached_tokens"
    OUTPUT_TOKENS = "output_tokens"
    AUDIO_INPUT_TOKENS = "audio_input_tokens"
    AUDIO_OUTPUT_TOKENS = "audio_output_tokens"
    SECONDS_HEARD = "seconds_heard"
    CHARACTERS_SPOKEN = "characters_spoken"


@dataclass(frozen=True, slots=True)
class Used:
    """An amount of one unit.

    :ivar provider: as in the settings and the price table: `openai`, `elevenlabs`, `flite`.
    :ivar model: as the provider names it.
    :ivar is_reported: whether the provider has said so; False is our own count.
    """

    provider: str
    model: str
    unit: Unit
    amount: Decimal
    is_reported: bool = False
