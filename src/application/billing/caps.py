"""How much may be spent."""

from dataclasses import dataclass
from decimal import Decimal

from domain.entities.tariff import EXACT

WARNING_SHARE = Decimal("0.8")
"""Of a cap: early enough to raise it before callers notice."""


@dataclass(frozen=True, slots=True)
class Caps:
    """In the tariff's currency; None is no cap.

    :ivar call: for one call.
    :ivar tenant_day: for all calls of a tenant in one day (UTC).
    """

    call: Decimal | None = None
    tenant_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """A sum that has grown.

    :ivar before: what it was.
    :ivar after: what it is.
    """

    before: Decimal
    after: Decimal

    def reaches(self, cap: Decimal | None) -> bool:
        """Whether it came to the cap now, and not earlier."""
        return cap is not None and self.before < cap <= self.after

    def nears(self, cap: Decimal | None) -> bool:
        """Whether it came now, and not earlier, to the share at which a warning is due."""
        return cap is not None and self.reaches(EXACT.multiply(cap, WARNING_SHARE))
