"""What calls cost, and whether there may be more of them."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from application.billing.account import Account
from application.billing.caps import Caps
from application.billing.meter import CallMeter
from domain.entities.bill import Charge, Leg
from domain.entities.session import Session
from domain.entities.tariff import PriceOf, Tariff
from domain.entities.usage import Used
from domain.errors import SpendingUnavailable, TenantSpent
from domain.interfaces.events import CallEvents
from domain.interfaces.spending import Spending

logger = logging.getLogger(__name__)


class Billing:
    """One for the process: all calls have their meters from it.

    :param now: in UTC: a tenant's day is a day there.
    """

    def __init__(
        self,
        *,
        tariff: Tariff,
        caps: Caps,
        spending: Spending,
        events: CallEvents,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._tariff = tariff
        self._caps = caps
        self._spending = spending
        self._events = events
        self._now = now
        self._missed: set[PriceOf] = set()

    async def admit(self, tenant: str) -> None:
        """:raises TenantSpent: the tenant has no more to spend today."""
        if self._caps.tenant_day is None:
            return
        now = self._now()
        try:
            spent = await self._spending.spent(tenant, now.date())
        except SpendingUnavailable as error:
            logger.warning("a call begins without knowing what its tenant has spent: %s", error)
            return
        if spent >= self._caps.tenant_day:
            raise TenantSpent(_seconds_left(now))

    def open(self, session: Session) -> CallMeter:
        """The meter of a call that begins."""
        account = Account(
            session.session_id,
            session.tenant,
            caps=self._caps,
            spending=self._spending,
            events=self._events,
            now=self._now,
        )
        return CallMeter(self._price, account.count, account.carry_on)

    def _price(self, leg: Leg, specialist: str, used: Used) -> Charge:
        cost = self._tariff.cost_of(used)
        if cost is None:
            self._miss((used.provider, used.model, used.unit))
        return Charge(leg, specialist, used, cost)

    def _miss(self, what: PriceOf) -> None:
        """Say once what the price table lacks."""
        if what not in self._missed:
            self._missed.add(what)
            logger.warning(
                "unpriced: %s %s %s of %s is in no price table, and in no cost or cap: add it to PARLEY_PRICES",
                *what,
                self._tariff.as_of,
            )


def _seconds_left(now: datetime) -> int:
    """Until the next day begins, at least one."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return max(1, round((tomorrow - now).total_seconds()))
