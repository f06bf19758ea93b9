"""Signing tokens with one secret."""

import json
from collections.abc import Mapping
from typing import Any

from jwt import PyJWS
from jwt.algorithms import HMACAlgorithm

ALGORITHM = "HS256"


class TokenSigner:
    """Makes JWTs by PyJWT, which reads the secret once.

    By itself it looks at it for each token, whether that is a certificate, a private key or JSON, which takes
    longer than to sign.

    :raises jwt.InvalidKeyError: the secret is empty, or one of those.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._jws = PyJWS([])
        self._jws.register_algorithm(ALGORITHM, _ReadOnce(secret))

    def sign(self, claims: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> str:
        """:param claims: as JSON has them; times are whole seconds since 1970."""
        payload = json.dumps(claims, separators=(",", ":")).encode()
        return self._jws.encode(payload, self._secret, ALGORITHM, dict(headers or {}))


class _ReadOnce(HMACAlgorithm):
    def __init__(self, secret: str) -> None:
        super().__init__(HMACAlgorithm.SHA256)
        self._key = super().prepare_key(secret)

    def prepare_key(self, key: str | bytes) -> bytes:
        del key  # it is always the same
        return self._key
