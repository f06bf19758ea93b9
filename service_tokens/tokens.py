"""What one service shows to the other, once per request."""

import secrets
import time
from collections.abc import Callable
from enum import StrEnum

from service_tokens.key_ring import KeyRing
from service_tokens.token_signer import TokenSigner

LIFE_S = 45
"""A request arrives within a second; the rest is for a machine that is held up."""
LONGEST_LIFE_S = 60


class Audience(StrEnum):
    """Whom a token is for: what opens one service opens nothing at the other."""

    AGENT = "parley-agent"
    CONTROL_PLANE = "parley-control-plane"


class ServiceTokens:
    """Signs a new token for each request.

    :param now: seconds since 1970.
    """

    def __init__(self, ring: KeyRing, audience: Audience, now: Callable[[], float] = time.time) -> None:
        self._headers = {"kid": ring.signing.key_id}
        self._signer = TokenSigner(ring.signing.secret)
        self._audience = audience
        self._now = now

    def issue(self) -> str:
        now_s = int(self._now())
        claims = {
            "aud": self._audience.value,
            "iat": now_s,
            "exp": now_s + LIFE_S,
            "jti": secrets.token_urlsafe(16),
        }
        return self._signer.sign(claims, self._headers)

    def header(self) -> str:
        """The value of `Authorization`."""
        return f"Bearer {self.issue()}"
