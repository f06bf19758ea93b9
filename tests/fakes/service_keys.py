"""Keys that the two services share in tests."""

from service_tokens.gate import TokenGate
from service_tokens.key_ring import KeyRing
from service_tokens.tokens import Audience, ServiceTokens

SECRET = "between-us-" * 3
KEYS = f"test:{SECRET}"
OTHER_KEYS = f"other:{'between-others-' * 3}"


def gate(audience: Audience, keys: str = KEYS) -> TokenGate:
    return TokenGate(KeyRing.parse(keys), audience)


def tokens(audience: Audience, keys: str = KEYS) -> ServiceTokens:
    return ServiceTokens(KeyRing.parse(keys), audience)
