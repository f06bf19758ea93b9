"""This API key opens nothing any more."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from control_plane.domain.entities.api_key import ApiKey
from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import ApiKeyNotFound
from control_plane.domain.interfaces.api_keys import ApiKeys

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """Calls that it began go on."""

    keys: ApiKeys

    async def __call__(self, key_id: str, by: Principal, found: Callable[[ApiKey], None] | None = None) -> None:
        """:param found: is told which key it is before anything is done to it.
        :raises ApiKeyNotFound: no key by that id, for this principal."""
        key = await self.keys.find(key_id)
        if key is None or not (by.is_superadmin or key.tenant == by.tenant):
            raise ApiKeyNotFound
        if found:
            found(key)
        await self.keys.remove(key_id)
        logger.info("api key revoked key_id=%s tenant=%s", key_id, key.tenant)
