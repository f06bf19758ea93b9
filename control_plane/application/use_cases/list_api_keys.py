"""Which API keys has this tenant?"""

from dataclasses import dataclass

from control_plane.domain.entities.api_key import ApiKey
from control_plane.domain.entities.principal import Principal
from control_plane.domain.interfaces.api_keys import ApiKeys


@dataclass(frozen=True, slots=True)
class ListApiKeys:
    keys: ApiKeys

    async def __call__(self, by: Principal, tenant: str | None = None) -> tuple[ApiKey, ...]:
        """The oldest first. Another tenant has none, except for superadmins."""
        wanted = by.tenant if tenant is None else tenant
        return await self.keys.of(wanted) if by.is_superadmin or wanted == by.tenant else ()
