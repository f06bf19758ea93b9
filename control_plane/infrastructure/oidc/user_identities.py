"""Users by the tokens of an OpenID Connect issuer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import jwt

from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import CredentialRefused
from control_plane.domain.interfaces.user_identities import UserIdentities
from control_plane.infrastructure.oidc.claims import principal_of
from control_plane.infrastructure.oidc.key_cache import Jwk, KeyCache

COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
LONGEST_TOKEN = 8 * 1024
"""Tokens with many groups in them have two or three thousand characters."""
RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
OF_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
"""RFC 7518 §3.4, RFC 8037 §3.1."""
SMALLEST_RSA_BITS = 2048
KEPT_KEYS = 64
"""Making one of what an issuer tells takes as long as checking a signature with it."""
REFUSALS: Mapping[type[Exception], str] = {
    jwt.ExpiredSignatureError: "the token has expired: get a new one",
    jwt.ImmatureSignatureError: "the token is not valid yet",
    jwt.InvalidAudienceError: "the token is for another audience",
    jwt.InvalidIssuerError: "the token is from another issuer",
}


@dataclass(frozen=True, slots=True)
class TokenRules:
    """:ivar issuer: what `iss` has to be.
    :ivar audience: what has to be in `aud`.
    :ivar leeway_s: by how much our clock and the issuer's may differ.
    """

    issuer: str
    audience: str
    role_claim: str
    tenant_claim: str
    leeway_s: float


class OidcUserIdentities(UserIdentities):
    """Which algorithm is right is decided by the key, never by the token alone, and it is an asymmetric one."""

    def __init__(self, keys: KeyCache, rules: TokenRules) -> None:
        self._keys = keys
        self._rules = rules

    async def identify(self, token: str) -> Principal:
        if len(token) > LONGEST_TOKEN or not COMPACT.fullmatch(token):
            raise CredentialRefused("no API key, and no token in the form of RFC 7519")
        algorithm, kid = _header(token)
        key = _usable(await self._keys.find(kid), algorithm)
        rules = self._rules
        return principal_of(self._claims(token, key, algorithm), rules.role_claim, rules.tenant_claim)

    def _claims(self, token: str, key: jwt.PyJWK, algorithm: str) -> Mapping[str, object]:
        rules = self._rules
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=rules.audience,
                issuer=rules.issuer,
                leeway=rules.leeway_s,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise CredentialRefused(REFUSALS.get(type(error), "the token is not valid")) from error


def _header(token: str) -> tuple[str, str | None]:
    """Its algorithm, and the id of its key.

    :raises CredentialRefused: it has none that we take. Anybody may have written it, so anything may be in it.
    """
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise CredentialRefused("the token is not valid") from error
    algorithm, kid = str(header.get("alg")), header.get("kid")
    if algorithm not in RSA and algorithm not in OF_CURVE.values():
        raise CredentialRefused("the token is not signed in a way that is taken here")
    return algorithm, kid if isinstance(kid, str) else None


@lru_cache(maxsize=KEPT_KEYS)
def _usable(jwk: Jwk, algorithm: str) -> jwt.PyJWK:
    """:raises CredentialRefused: a key for something else, a weak one, or none at all."""
    key = jwk.told
    is_fit = algorithm in RSA if key.get("kty") == "RSA" else algorithm == OF_CURVE.get(str(key.get("crv")))
    if not is_fit or key.get("alg", algorithm) != algorithm or key.get("use", "sig") != "sig":
        raise CredentialRefused("the token's key is not for that way of signing")
    try:
        usable = jwt.PyJWK(dict(key), algorithm)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise CredentialRefused("the issuer's key for this token cannot be used") from error
    if key.get("kty") == "RSA" and usable.key.key_size < SMALLEST_RSA_BITS:
        raise CredentialRefused("the issuer's key for this token is too weak")
    return usable
