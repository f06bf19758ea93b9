"""Adding up what was used."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.entities.bill import Bill, Charge, Leg, total
from domain.entities.usage import Unit, Used

CHARGE = Charge(
    Leg.THINKING, "sales", Used("openai", "gpt-4.1", Unit.INPUT_TOKENS, Decimal(3)), Decimal("0.000006")
)

AMOUNTS = st.decimals(0, 10**9, places=12)
CHARGES = st.builds(
    Charge,
    st.sampled_from(Leg),
    st.sampled_from(["sales", "supervisor"]),
    st.builds(Used, st.just("openai"), st.sampled_from("ab"), st.sampled_from(Unit), AMOUNTS, st.booleans()),
    st.none() | AMOUNTS,
)


def _added(charges: list[Charge]) -> Bill:
    return sum((Bill((each,)) for each in charges), Bill())


BILLS = st.builds(_added, st.lists(CHARGES, max_size=8))


def test_the_same_for_the_same_is_one_line() -> None:
    bill = Bill((CHARGE,)) + Bill((CHARGE,))
    assert bill == Bill((replace(CHARGE, used=replace(CHARGE.used, amount=Decimal(6)), cost=Decimal("0.000012")),))


def test_other_specialists_legs_models_and_reporters_are_other_lines() -> None:
    bill = Bill((CHARGE,))
    for other in (
        replace(CHARGE, specialist="supervisor"),
        replace(CHARGE, leg=Leg.SPEAKING),
        replace(CHARGE, used=replace(CHARGE.used, model="gpt-4.1-mini")),
        replace(CHARGE, used=replace(CHARGE.used, is_reported=True)),
    ):
        assert len((bill + Bill((other,))).charges) == 2


def test_what_has_no_price_is_in_no_sum_and_is_shown() -> None:
    unpriced = replace(CHARGE, used=replace(CHARGE.used, model="gpt-9"), cost=None)
    bill = Bill((CHARGE, unpriced))
    assert (bill.cost, bill.unpriced) == (Decimal("0.000006"), (unpriced,))


def test_a_tiny_amount_is_not_lost_in_a_large_one() -> None:
    assert total([Decimal("1e20"), Decimal("1e-20")]) == Decimal("100000000000000000000.00000000000000000001")


@given(BILLS, BILLS, BILLS)
def test_the_order_of_adding_changes_no_amount(a: Bill, b: Bill, c: Bill) -> None:
    assert _lines(a + b + c) == _lines(c + (b + a))
    assert (a + b + c).cost == total([a.cost, b.cost, c.cost])


def _lines(bill: Bill) -> dict[object, tuple[Decimal, Decimal | None]]:
    return {charge.of: (charge.used.amount, charge.cost) for charge in bill.charges}
