"""Callers' tokens for LiveKit rooms."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt
from livekit.api import AccessToken, VideoGrants

from control_plane.domain.interfaces.user_tokens import UserToken, UserTokens
from service_tokens.token_signer import ALGORITHM, TokenSigner

LONGEST_LIFE_S = 600
"""LiveKit checks expiry at connect only: ten minutes cover a slow page, and a stolen token is soon worthless."""
SOMEBODY, SOMEWHERE = "identity", "room"


class LiveKitUserTokens(UserTokens):
    """Signs with the project's key, in this process: no round trip.

    :param life_s: seconds until the token expires, at most 600.
    """

    def __init__(self, api_key: str, api_secret: str, life_s: int, now: Callable[[], datetime]) -> None:
        if not 0 < life_s <= LONGEST_LIFE_S:
            raise ValueError(f"a user token lives 1 to {LONGEST_LIFE_S} seconds")
        self._signer = TokenSigner(api_secret)
        self._life = timedelta(seconds=life_s)
        self._now = now
        self._claims = _claims(api_key, api_secret)

    def issue(self, room: str, identity: str) -> UserToken:
        now = self._now().replace(microsecond=0)
        expires_at = now + self._life
        claims = {
            **self._claims,
            "sub": identity,
            "video": {**self._claims["video"], "room": room},
            "nbf": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        return UserToken(self._signer.sign(claims), expires_at)


def _claims(api_key: str, api_secret: str) -> Mapping[str, Any]:
    """Of all our tokens, as LiveKit's library writes them: once, as that takes longer than to sign one."""
    grants = VideoGrants(
        room_join=True,
        room=SOMEWHERE,
        can_subscribe=True,
        can_publish=True,
        can_publish_sources=["microphone"],
        can_publish_data=True,
        can_update_own_metadata=False,
    )
    token = AccessToken(api_key, api_secret).with_identity(SOMEBODY).with_grants(grants)
    return jwt.decode(token.to_jwt(), api_secret, [ALGORITHM])
