"""One call's share of what its tenant spends."""

import logging
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from application.billing.caps import Caps, Growth
from domain.entities.bill import Bill
from domain.entities.events import CapNeared, CapReached, CapScope, Charged
from domain.entities.tariff import CURRENCY, EXACT
from domain.errors import SpendingUnavailable
from domain.interfaces.events import CallEvents
from domain.interfaces.spending import Spending

logger = logging.getLogger(__name__)


class Account:
    """Warns once when a cap is near. Of all calls of a tenant, the one that comes to the share warns."""

    def __init__(
        self,
        session_id: str,
        tenant: str,
        *,
        caps: Caps,
        spending: Spending,
        events: CallEvents,
        now: Callable[[], datetime],
    ) -> None:
        self._session_id = session_id
        self._tenant = tenant
        self._caps = caps
        self._spending = spending
        self._events = events
        self._now = now
        self._spent = Decimal(0)

    def carry_on(self, bill: Bill) -> None:
        """Another owner has used this, and had it counted for the tenant: it counts for the call's cap alone."""
        self._spent = EXACT.add(self._spent, bill.cost)

    async def count(self, bill: Bill) -> bool:
        """Add what was used.

        :returns: whether a cap has been reached, also by another call of the tenant.
        """
        if bill.charges:
            self._events.publish(Charged(self._session_id, self._tenant, bill, self._now()))
        of_call = Growth(self._spent, EXACT.add(self._spent, bill.cost))
        self._spent = of_call.after
        self._watch(CapScope.CALL, of_call, self._caps.call)
        of_tenant = await self._of_tenant(bill.cost)
        self._watch(CapScope.TENANT, of_tenant, self._caps.tenant_day)
        return _is_over(of_call, self._caps.call) or _is_over(of_tenant, self._caps.tenant_day)

    async def _of_tenant(self, cost: Decimal) -> Growth:
        try:
            after = await self._spending.add(self._tenant, self._now().date(), cost)
        except SpendingUnavailable as error:
            # Callers are not sent away because the sum is not known.
            logger.warning("not counted for its tenant: %s", error, extra={"session_id": self._session_id})
            return Growth(Decimal(0), Decimal(0))
        return Growth(EXACT.subtract(after, cost), after)

    def _watch(self, scope: CapScope, growth: Growth, cap: Decimal | None) -> None:
        facts = {"session_id": self._session_id, "tenant": self._tenant}
        if growth.nears(cap):
            logger.warning("%s cost cap is near: %s of %s %s", scope, growth.after, cap, CURRENCY, extra=facts)
            self._events.publish(CapNeared(self._session_id, self._tenant, scope, self._now()))
        if growth.reaches(cap):
            logger.warning("%s cost cap is reached: %s of %s %s", scope, growth.after, cap, CURRENCY, extra=facts)
            self._events.publish(CapReached(self._session_id, self._tenant, scope, self._now()))


def _is_over(growth: Growth, cap: Decimal | None) -> bool:
    return cap is not None and growth.after >= cap
