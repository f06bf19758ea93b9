"""Works out what plans cost."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from domain.entities import spoken
from domain.entities.price_list import Plan, PriceList
from domain.entities.quote import CheaperPlan, Comparison, Quote, QuoteLine
from domain.errors import Refused

_CENT = Decimal("0.01")
_MONTHS = 12


class Pricing:
    """Exact to the cent; halves of a cent are rounded up, once, in the discount for a year."""

    def __init__(self, prices: PriceList) -> None:
        self._prices = prices
        self._plans = {plan.name: plan for plan in prices.plans}

    @property
    def plans(self) -> tuple[Plan, ...]:
        """From the smallest to the largest."""
        return self._prices.plans

    def plan(self, name: str) -> Plan:
        """:raises Refused: there is none of this name."""
        if name not in self._plans:
            raise Refused(f"I know no such plan. There are {_from_to(self.plans)}.")
        return self._plans[name]

    def quote(
        self,
        plan: str,
        seats: int = 1,
        *,
        yearly: bool = False,
        student: bool = False,
        monthly_contract: bool = False,
    ) -> Quote:
        """:raises Refused: there is no such plan, or it cannot be had like that."""
        wanted = self.plan(plan)
        if not 1 <= seats <= self._prices.most_seats:
            raise Refused(f"I can quote between one and {self._prices.most_seats:,} seats. How many do you need?")
        if yearly and monthly_contract:
            raise Refused("Paying yearly goes with a minimum term only. Which of the two shall I quote?")
        if student and not wanted.for_students:
            raise Refused(self._no_student_price(wanted))
        if not _fits(wanted, seats):
            raise Refused(self._too_many_seats(wanted, seats))
        quote = self._worked_out(wanted, seats, yearly=yearly, student=student, monthly_contract=monthly_contract)
        return replace(quote, cheaper=self._cheaper(quote) if seats > 1 else None)

    def compare(self, first: str, second: str) -> Comparison:
        """The cheaper one first, whatever the order that they were asked for in.

        :raises Refused: one of them is unknown.
        """
        cheaper, dearer = sorted((self.plan(first), self.plan(second)), key=lambda plan: plan.monthly)
        return Comparison(cheaper, dearer, dearer.monthly - cheaper.monthly)

    def _worked_out(self, plan: Plan, seats: int, *, yearly: bool, student: bool, monthly_contract: bool) -> Quote:
        lines = self._lines(plan, seats, student=student, monthly_contract=monthly_contract)
        monthly = sum((line.amount for line in lines), Decimal())
        saved = Decimal()
        if yearly:
            saved = (monthly * _MONTHS * self._prices.yearly_percent_off / 100).quantize(_CENT, ROUND_HALF_UP)
        total = monthly * _MONTHS - saved if yearly else monthly
        setup = self._prices.setup
        return Quote(plan.name, seats, yearly, student, monthly_contract, lines, monthly, total, saved, setup)

    def _lines(self, plan: Plan, seats: int, *, student: bool, monthly_contract: bool) -> tuple[QuoteLine, ...]:
        lines = [QuoteLine(f"the {plan.name} plan", plan.monthly)]
        further = max(0, seats - plan.seats_included)
        if further and plan.further_seat is not None:
            lines.append(QuoteLine(spoken.count(further, "further seat"), further * plan.further_seat))
        if student:
            off = min(self._prices.student_off, plan.monthly)
            lines.append(QuoteLine("the student discount", -off))
        if monthly_contract:
            lines.append(QuoteLine("no minimum term", self._prices.no_minimum_term))
        return tuple(lines)

    def _cheaper(self, quote: Quote) -> CheaperPlan | None:
        """Among the plans that can be had in the same way."""
        others = [
            self._worked_out(
                plan,
                quote.seats,
                yearly=quote.yearly,
                student=quote.student,
                monthly_contract=quote.monthly_contract,
            )
            for plan in self.plans
            if plan.name != quote.plan and _fits(plan, quote.seats) and (plan.for_students or not quote.student)
        ]
        best = min(others, key=lambda other: other.total, default=None)
        return CheaperPlan(best.plan, best.total) if best is not None and best.total < quote.total else None

    def _no_student_price(self, plan: Plan) -> str:
        able = [each.name for each in self.plans if each.for_students]
        if not able:
            return "There is no student discount, I'm afraid."
        return f"The student discount is for {spoken.listed(able)} only, not for {plan.name}."

    def _too_many_seats(self, plan: Plan, seats: int) -> str:
        limit = f"The {plan.name} plan is for {spoken.count(plan.seats_included, 'seat')} only."
        able = [
            self._worked_out(each, seats, yearly=False, student=False, monthly_contract=False)
            for each in self.plans
            if _fits(each, seats)
        ]
        if not able:
            return limit
        best = min(able, key=lambda quote: quote.total)
        return f"{limit} For {spoken.count(seats, 'seat')}, {best.plan} costs {spoken.euros(best.total)} a month."


def _fits(plan: Plan, seats: int) -> bool:
    return seats <= plan.seats_included or plan.further_seat is not None


def _from_to(plans: tuple[Plan, ...]) -> str:
    return f"{spoken.count(len(plans), 'plan')}, from {plans[0].name} to {plans[-1].name}"
