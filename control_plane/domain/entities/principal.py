"""Who asks, and what that one may do."""

from dataclasses import dataclass
from enum import StrEnum

from control_plane.domain.entities.call import Call


class Role(StrEnum):
    """`user`: its own calls; `admin`: all of its tenant; `superadmin`: all of everyone, and the fleet."""

    USER = "user"
    ADMIN = "admin"
    SUPERADMIN = "superadmin"


class Proof(StrEnum):
    """What somebody has shown to be who he says."""

    NOTHING = "nothing"
    ACCESS_CODE = "access_code"
    OPERATOR_TOKEN = "operator_token"
    PAGE_SESSION = "page_session"
    API_KEY = "api_key"
    OIDC = "oidc"


SHARED = frozenset({Proof.NOTHING, Proof.ACCESS_CODE})
"""What many callers show alike: whose of theirs a call is only its id tells, which is as good as a secret."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody whose credential was checked.

    :ivar subject: unique within its tenant, and the same each time: `user:<sub>`, `key:<id>`, `page:<id>`,
        `operator`, `access-code` or `anonymous`. Fit for logs, and as a key to count by.
    :ivar tenant: whose rooms, calls and keys there are for it.
    :ivar proof: how it was authenticated.
    """

    subject: str
    tenant: str
    role: Role
    proof: Proof

    @property
    def is_admin(self) -> bool:
        return self.role in (Role.ADMIN, Role.SUPERADMIN)

    @property
    def is_superadmin(self) -> bool:
        return self.role is Role.SUPERADMIN

    @property
    def is_shared(self) -> bool:
        return self.proof in SHARED

    def owns(self, call: Call) -> bool:
        return (call.tenant, call.owner) == (self.tenant, self.subject)

    def may_see(self, call: Call) -> bool:
        """And end it. A call that it may not see does not exist for it."""
        return self.is_superadmin or self.owns(call) or (self.is_admin and call.tenant == self.tenant)
