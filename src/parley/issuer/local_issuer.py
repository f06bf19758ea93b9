"""An issuer that believes whoever asks."""

import secrets
import time
from collections.abc import Mapping

import jwt
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.middleware.trustedhost import TrustedHostMiddleware

from parley.issuer.keys import SigningKey, new_signing_key

LOOPBACK_NAMES = ["127.0.0.1", "localhost"]
LIFE_S = 3600


class Wanted(BaseModel):
    """What the token is to say."""

    sub: str = Field(min_length=1, max_length=255)
    tenant: str | None = None
    roles: list[str] = []
    life_s: int = Field(default=LIFE_S, ge=1, le=24 * 3600)


class LocalIssuer:
    """Discovery, keys and tokens over HTTP, with real keys that end with the process.

    :ivar url: where it is reached, and what its tokens call it.
    :ivar signs: signs the next token.
    :ivar published: the keys that it tells of.
    """

    def __init__(self, url: str, audience: str, key: SigningKey | None = None) -> None:
        self.url = url
        self.audience = audience
        self.signs = key or new_signing_key()
        self.published = [self.signs]

    def rotate(self, key: SigningKey) -> None:
        """From now on this one signs; those before it are told of as before."""
        self.signs = key
        self.published.append(key)

    def token(self, claims: Mapping[str, object], life_s: float = LIFE_S) -> str:
        """:param claims: besides the usual ones, or in their place."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + int(life_s)}
        told = {**usual, "jti": secrets.token_hex(8), **claims}
        return jwt.encode(told, self.signs.private, self.signs.algorithm, {"kid": self.signs.kid})

    def app(self) -> FastAPI:
        """Under loopback names only: a page from elsewhere that had its own name bent to it is refused."""
        app = FastAPI(title="Parley's local issuer", docs_url=None, redoc_url=None)
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES)

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, object]:
            return {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint": f"{self.url}/token",
                "id_token_signing_alg_values_supported": sorted({key.algorithm for key in self.published}),
            }

        @app.get("/jwks")
        async def keys() -> dict[str, object]:
            return {"keys": [key.published() for key in self.published]}

        @app.post("/token")
        async def token(wanted: Wanted) -> dict[str, object]:
            told = wanted.model_dump(exclude={"life_s"}, exclude_none=True)
            return {
                "access_token": self.token(told, wanted.life_s),
                "token_type": "Bearer",
                "expires_in": wanted.life_s,
            }

        return app
