"""Who asks, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from control_plane.domain.entities.call import Call


class Role(StrEnum):
    """`user`: its own calls; `admin`: all of its tenant; `superadmin`: all of everyone, and the fleet."""

    USER = "user"
    ADMIN = "admin"
    SUPERADMIN = "superadmin"


class Proof(StrEnum):
    """What somebody has shown to be who they say they are."""

    NOTHING = "nothing"
    ACCESS_CODE = "access_code"
    OPERATOR_TOKEN = "operator_token"  # noqa: S105
    PAGE_SESSION = "page_session"
    API_KEY = "api_key"
    OIDC = "oidc"


SHARED = frozenset({Proof.NOTHING, Proof.ACCESS_CODE})
"""What many callers show alike: which of them a call is for, only its id tells, which is 128 random bits."""
NAMED = frozenset({Proof.OIDC, Proof.API_KEY})
"""What only one user, or one server, can show."""


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

    @property
    def is_named(self) -> bool:
        return self.proof in NAMED

    @property
    def owner(self) -> str:
        """What its calls carry instead of its subject, which may be a person's address: 32 hexadecimal digits."""
        return sha256(f"{self.tenant}\n{self.subject}".encode()).hexdigest()[:32]

    def owns(self, call: Call) -> bool:
        return (call.tenant, call.owner) == (self.tenant, self.owner)

    def may_see(self, call: Call) -> bool:
        """And end it. A call that it may not see does not exist for it."""
        if self.is_superadmin or self.owns(call):
            return True
        # Of a call whose owner is not known the id is the right to it.
        is_told = not call.owner and not self.is_named
        return call.tenant == self.tenant and (self.is_admin or is_told)
