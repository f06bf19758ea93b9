"""A secret, as tokens are signed with it."""

from base64 import urlsafe_b64encode

from jwt import PyJWK

ALGORITHM = "HS256"


def signing_key(secret: str) -> PyJWK:
    """Read once: with the text itself, it is looked at for each token whether that is a certificate, a private key
    or JSON, which takes longer than to sign.
    """
    octets = urlsafe_b64encode(secret.encode()).rstrip(b"=").decode()
    return PyJWK({"kty": "oct", "k": octets, "alg": ALGORITHM})
