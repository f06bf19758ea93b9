"""This API key opens nothing any more."""

import logging
from dataclasses import dataclass

from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import ApiKeyNotFound
from control_plane.domain.interfaces.api_keys import ApiKeys

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """Calls that it began go on."""

    keys: ApiKeys

    async def __call__(self, key_id: str, by: Principal) -> None:
        """:raises ApiKeyNotFound: no key by that id, for this principal."""
        key = await self.keys.find(key_id)
        if key is None or not (by.is_superadmin or key.tenant == by.tenant):
            raise ApiKeyNotFound
        await self.keys.remove(key_id)
        logger.info("api key revoked key_id=%s tenant=%s", key_id, key.tenant)
