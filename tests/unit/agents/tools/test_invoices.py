"""What callers hear about their bills."""

import pytest

from agents.tools.invoices import invoice
from domain.errors import Refused
from tests.unit.agents.tools.desk import Desk

_OF_NOVEMBER = "is your invoice of the 3rd of November:"


@pytest.mark.parametrize(
    ("number", "postcode", "euros", "lines"),
    [
        ("102034", "42171", "43 euros", "39 for the pro plan and 4 for a wifi extender. It is paid."),
        (
            "305816",
            "42175",
            "87 euros",
            "79 for the business plan, 6 for one further seat and 2 for the paper bill. It is not paid yet.",
        ),
        (
            "740219",
            "42174",
            "68 euros 52",
            "19 for the basic plan, 49 for the setup and 52 cents for the rest. It is paid.",
        ),
    ],
)
def test_an_invoice_is_its_sum_first_and_three_lines_at_most(
    number: str, postcode: str, euros: str, lines: str
) -> None:
    said = Desk().use(invoice, customer_number=number, postcode=postcode).say

    assert said == f"{euros} {_OF_NOVEMBER} {lines}"


def test_every_line_is_a_fact() -> None:
    facts = Desk().use(invoice, customer_number="740219", postcode="42174").facts

    assert facts["euros"] == "68.52"
    assert facts["nine days of October"] == "5.52"
    assert facts["the student discount"] == "-5"


def test_nothing_is_told_to_who_does_not_know_the_postcode() -> None:
    with pytest.raises(Refused, match="check both"):
        Desk().use(invoice, customer_number="102034", postcode="42175")
