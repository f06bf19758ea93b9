"""A server of a tenant is to ask by itself."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from control_plane.domain.entities.api_key import (
    MOST_OF_A_TENANT,
    ROLES,
    ApiKey,
    checked_name,
    digest_of,
    new_key,
)
from control_plane.domain.entities.names import NAME_RULE, is_tenant
from control_plane.domain.entities.principal import Principal, Role
from control_plane.domain.errors import FieldRefused, NotAllowed, TooManyApiKeys
from control_plane.domain.interfaces.api_keys import ApiKeys

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeyWish:
    """:ivar tenant: None: the principal's own."""

    name: str
    role: Role = Role.USER
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    keys: ApiKeys
    now: Callable[[], datetime]

    async def __call__(
        self, wish: KeyWish, by: Principal, allowed: Callable[[ApiKey], None] | None = None
    ) -> tuple[ApiKey, str]:
        """The key, and what is shown of it once and never again.

        :param allowed: is told which key it would be before it is made.
        :raises FieldRefused: a name or a role breaks a rule.
        :raises NotAllowed: an admin asks for another tenant.
        :raises TooManyApiKeys: the tenant has as many as it may have.
        """
        tenant = by.tenant if wish.tenant is None else wish.tenant
        if not is_tenant(tenant):
            raise FieldRefused("tenant", NAME_RULE)
        if tenant != by.tenant and not by.is_superadmin:
            raise NotAllowed("keys of other tenants are for superadmins: leave the tenant out")
        if wish.role not in ROLES:
            raise FieldRefused("role", f"one of {', '.join(ROLES)}")
        key_id, written = new_key()
        key = ApiKey(
            key_id, tenant, checked_name(wish.name), wish.role, self.now(), by.subject, digest_of(written)
        )
        if allowed:
            allowed(key)
        if not await self.keys.add(key, MOST_OF_A_TENANT):
            raise TooManyApiKeys(MOST_OF_A_TENANT)
        logger.info("api key created key_id=%s tenant=%s role=%s", key_id, tenant, key.role)
        return key, written
