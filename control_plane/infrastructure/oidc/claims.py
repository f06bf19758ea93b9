"""What a checked token's claims say of a user."""

from collections.abc import Mapping
from typing import cast

from control_plane.domain.entities.names import NAME_RULE, is_tenant
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.errors import CredentialRefused, NotAllowed

LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0 §2: 255 ASCII characters at most."""
ASCENDING = (Role.USER, Role.ADMIN, Role.SUPERADMIN)


def principal_of(claims: Mapping[str, object], role_claim: str, tenant_claim: str) -> Principal:
    """Of several roles the highest counts; who has none of ours is a user.

    :raises CredentialRefused: the subject is none.
    :raises NotAllowed: no tenant.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise CredentialRefused("the token names no subject")
    if not subject.isascii() or not subject.isprintable():
        raise CredentialRefused("the token's subject has characters other than printable ASCII")
    tenant = claim(claims, tenant_claim)
    if not isinstance(tenant, str) or not is_tenant(tenant):
        raise NotAllowed(
            f"the token has no tenant: its issuer has to put one into the claim '{tenant_claim}' ({NAME_RULE})",
            "no_tenant",
        )
    return Principal(f"user:{subject}", tenant, _role(claim(claims, role_claim)), Proof.OIDC)


def claim(claims: Mapping[str, object], name: str) -> object:
    """By its name, or by the path that its name is: `realm_access.roles` is `roles` within `realm_access`."""
    if name in claims:
        return claims[name]
    within = claims
    *path, last = name.split(".")
    for part in path:
        within = _fields(within.get(part))
    return within.get(last)


def _fields(value: object) -> Mapping[str, object]:
    """Those of a JSON object; of anything else none."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _role(told: object) -> Role:
    names = cast("list[object]", told) if isinstance(told, list) else [told]
    return next((role for role in reversed(ASCENDING) if role.value in names), Role.USER)
