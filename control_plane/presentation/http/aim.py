"""What a command is aimed at, as the audit record tells it."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from control_plane.domain.entities.principal import Principal

AIM = "parley.aim"
"""Where in the scope that is."""


@dataclass(slots=True)
class Aim:
    """Routes tell as much as their path does not, as soon as they know it: also what then fails is recorded.

    :ivar concerns: the tenant whose it is; empty: no tenant's. Only ever one that the asker may act for, as
        everybody could otherwise write into everybody's record.
    """

    concerns: str
    call_id: str = ""
    target: str = ""

    def at_call(self, call_id: str, tenant: str) -> None:
        self.call_id, self.concerns = call_id, tenant

    def at_key(self, key_id: str, tenant: str) -> None:
        self.target, self.concerns = key_id, tenant


def aimed_by(connection: HTTPConnection, principal: Principal) -> Aim:
    """What others than superadmins aim at is their own tenant's, or does not exist for them."""
    aim = Aim("" if principal.is_superadmin else principal.tenant)
    connection.scope[AIM] = aim
    return aim
