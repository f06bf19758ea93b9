"""What a service asks of a token before it does what it is told."""

from collections.abc import Mapping
from typing import Any, Literal

import jwt

from service_tokens.key_ring import KeyRing
from service_tokens.seen import SeenTokens
from service_tokens.token_signer import ALGORITHM
from service_tokens.tokens import LONGEST_LIFE_S, Audience

LEEWAY_S = 10
"""By which the two clocks may differ. Machines that keep time by NTP differ by milliseconds."""
LONGEST_HEADER = 2_048
"""Ours have about 300 characters."""
LONGEST_ID = 64
REQUIRED = ["aud", "exp", "iat", "jti"]

Reason = Literal[
    "missing", "malformed", "unknown_key", "forged", "expired", "early", "audience", "replayed", "crowded"
]
TOLD: Mapping[Reason, str] = {
    "missing": "show a service token: Authorization: Bearer <token>, signed with a key of PARLEY_SERVICE_KEYS",
    "malformed": "this is no service token: both services must be of versions that know PARLEY_SERVICE_KEYS",
    "unknown_key": "signed with a key that is not here: add a new one to PARLEY_SERVICE_KEYS of both services, "
    "as the last one, before it becomes the first one",
    "forged": "the signature does not fit: an id in PARLEY_SERVICE_KEYS has the same secret in both services",
    "expired": f"the token is over: set the clocks of both machines, which may differ by {LEEWAY_S} s",
    "early": f"the token is from the future: set the clocks of both machines, which may differ by {LEEWAY_S} s",
    "audience": "the token is for another service",
    "replayed": "the token has been used: make a new one for each request",
    "crowded": "too many requests in too short a time: ask again in a minute",
}


class TokenRefused(Exception):
    """:ivar reason: a short stable word, for counting."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(TOLD[reason])
        self.reason: Reason = reason


class TokenGate:
    """Lets each good token through once."""

    def __init__(self, ring: KeyRing, audience: Audience, seen: SeenTokens | None = None) -> None:
        self._ring = ring
        self._audience = audience
        self._seen = SeenTokens() if seen is None else seen

    def check(self, authorization: str | None) -> None:
        """:param authorization: the header's value.
        :raises TokenRefused: with the first reason that was found.
        """
        claims = self._verified(_token(authorization))
        token_id, exp, iat = claims["jti"], claims["exp"], claims["iat"]
        are_of_type = isinstance(token_id, str) and isinstance(exp, int) and isinstance(iat, int)
        if not (are_of_type and 0 < len(token_id) <= LONGEST_ID and exp - iat <= LONGEST_LIFE_S):
            raise TokenRefused("malformed")
        if self._seen.is_full:
            raise TokenRefused("crowded")
        if not self._seen.first(token_id, exp + LEEWAY_S):
            raise TokenRefused("replayed")

    def _verified(self, token: str) -> dict[str, Any]:
        try:
            secret = self._ring.secret_of(jwt.get_unverified_header(token).get("kid", ""))
            if secret is None:
                raise TokenRefused("unknown_key")
            return jwt.decode(
                token,
                secret,
                [ALGORITHM],
                {"require": REQUIRED, "strict_aud": True},
                audience=self._audience.value,
                leeway=LEEWAY_S,
            )
        except jwt.InvalidSignatureError:
            raise TokenRefused("forged") from None
        except jwt.ExpiredSignatureError:
            raise TokenRefused("expired") from None
        except jwt.ImmatureSignatureError:
            raise TokenRefused("early") from None
        except jwt.InvalidAudienceError:
            raise TokenRefused("audience") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            # Claims of a wrong type, for one: PyJWT lets some of what they cause through.
            raise TokenRefused("malformed") from None


def _token(authorization: str | None) -> str:
    if not authorization:
        raise TokenRefused("missing")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused("missing")
    if len(authorization) > LONGEST_HEADER:
        raise TokenRefused("malformed")
    return token.strip()
