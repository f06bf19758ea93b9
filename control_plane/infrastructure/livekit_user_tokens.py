"""Callers' tokens for LiveKit rooms."""

from collections.abc import Callable
from datetime import datetime, timedelta

from livekit.api import AccessToken, VideoGrants

from control_plane.domain.interfaces.user_tokens import UserToken, UserTokens

LONGEST_LIFE_S = 600
"""LiveKit checks expiry at connect only: ten minutes cover a slow page, and a stolen token is soon worthless."""


class LiveKitUserTokens(UserTokens):
    """Signs with the project's key, in this process: no round trip.

    :param life_s: seconds until the token expires, at most 600.
    """

    def __init__(self, api_key: str, api_secret: str, life_s: int, now: Callable[[], datetime]) -> None:
        if not 0 < life_s <= LONGEST_LIFE_S:
            raise ValueError(f"a user token lives 1 to {LONGEST_LIFE_S} seconds")
        self._api_key = api_key
        self._api_secret = api_secret
        self._life = timedelta(seconds=life_s)
        self._now = now

    def issue(self, room: str, identity: str) -> UserToken:
        # Read before the token is made: what the caller is told is never later than what LiveKit checks.
        expires_at = (self._now() + self._life).replace(microsecond=0)
        grants = VideoGrants(
            room_join=True,
            room=room,
            can_subscribe=True,
            can_publish=True,
            can_publish_sources=["microphone"],
            can_publish_data=True,
            can_update_own_metadata=False,
        )
        token = AccessToken(self._api_key, self._api_secret).with_identity(identity).with_grants(grants)
        return UserToken(token.with_ttl(self._life).to_jwt(), expires_at)
