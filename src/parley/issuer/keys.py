"""The keys that a local issuer signs with."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

Algorithm = Literal["ES256", "RS256"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """:ivar kid: names it in tokens and in what is published."""

    algorithm: Algorithm
    private: EllipticCurvePrivateKey | RSAPrivateKey = field(repr=False)
    kid: str = field(default_factory=lambda: secrets.token_hex(8))

    def published(self) -> dict[str, Any]:
        """Its public half, as RFC 7517 has it."""
        if isinstance(self.private, RSAPrivateKey):
            told = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        else:
            told = ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**told, "kid": self.kid, "use": "sig", "alg": self.algorithm}


def new_signing_key(algorithm: Algorithm = "ES256", rsa_bits: int = 2048) -> SigningKey:
    """A key that lives in memory only."""
    if algorithm == "RS256":
        return SigningKey(algorithm, generate_rsa_key(public_exponent=65537, key_size=rsa_bits))
    return SigningKey(algorithm, generate_private_key(SECP256R1()))
