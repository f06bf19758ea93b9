"""Tokens that anybody who has the secret can read."""

import jwt
import pytest

from service_tokens.token_signer import ALGORITHM, TokenSigner

SECRET = "a-secret-of-nobody-that-is-long-enough"  # noqa: S105
CLAIMS = {"sub": "ann", "exp": 4_000_000_000, "video": {"room": "lobby", "canPublish": True}}


def test_a_token_tells_whoever_has_the_secret_what_was_signed() -> None:
    token = TokenSigner(SECRET).sign(CLAIMS, {"kid": "one"})
    assert jwt.decode(token, SECRET, [ALGORITHM]) == CLAIMS
    assert jwt.get_unverified_header(token) == {"alg": ALGORITHM, "kid": "one", "typ": "JWT"}


def test_with_another_secret_it_tells_nothing() -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(TokenSigner(SECRET).sign(CLAIMS), SECRET[::-1], [ALGORITHM])


@pytest.mark.parametrize("secret", ["", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----"])
def test_what_is_no_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(jwt.InvalidKeyError):
        TokenSigner(secret)
