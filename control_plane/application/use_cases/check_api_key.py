"""Whose key is this?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from control_plane.application.background import Background
from control_plane.domain.entities.api_key import key_id_of
from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import CredentialRefused
from control_plane.domain.interfaces.api_keys import ApiKeys

USED_EVERY = timedelta(minutes=1)
"""How exact "last used" is: a busy key is written once a minute, not at each request."""


@dataclass(frozen=True, slots=True)
class CheckApiKey:
    keys: ApiKeys
    background: Background
    now: Callable[[], datetime]

    async def __call__(self, written: str) -> Principal:
        """:raises CredentialRefused: no such key, or it was revoked."""
        key_id = key_id_of(written)
        key = await self.keys.find(key_id) if key_id else None
        if key is None or not key.matches(written):
            raise CredentialRefused("no such API key: it is misspelt, or was revoked")
        now = self.now()
        if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
            self.background.start(f"api-key:{key.key_id}:used", self.keys.used(key.key_id, now))
        return key.principal
