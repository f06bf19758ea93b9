"""What something costs by a price table."""

from datetime import date
from decimal import Decimal

import pytest

from domain.entities.tariff import Tariff
from domain.entities.usage import Unit, Used

TARIFF = Tariff(
    date(2026, 11, 1),
    {
        ("openai", "gpt-4.1", Unit.INPUT_TOKENS): Decimal("0.000002"),
        ("openai", "gpt-4.1-2026-01-01", Unit.INPUT_TOKENS): Decimal("0.000003"),
        ("openai", "gpt-4o-mini-transcribe", Unit.SECONDS_HEARD): Decimal("0.00005"),
    },
    frozenset({"flite"}),
)


@pytest.mark.parametrize(
    ("used", "cost"),
    [
        (Used("openai", "gpt-4.1", Unit.INPUT_TOKENS, Decimal(1234)), Decimal("0.002468")),
        (
            Used("openai", "gpt-4o-mini-transcribe", Unit.SECONDS_HEARD, Decimal("3.2000625")),
            Decimal("0.000160003125"),
        ),
        (Used("openai", "gpt-4.1", Unit.INPUT_TOKENS, Decimal(0)), Decimal(0)),
        (Used("flite", "slt", Unit.CHARACTERS_SPOKEN, Decimal(99)), Decimal(0)),
        (Used("openai", "gpt-9", Unit.INPUT_TOKENS, Decimal(1)), None),
        (Used("openai", "gpt-4.1", Unit.CACHED_TOKENS, Decimal(1)), None),
        (Used("azure", "gpt-4.1", Unit.INPUT_TOKENS, Decimal(1)), None),
    ],
)
def test_a_cost_is_exact_or_unknown(used: Used, cost: Decimal | None) -> None:
    assert TARIFF.cost_of(used) == cost


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("gpt-4.1-2025-04-14", Decimal("0.000002")),
        ("gpt-4.1-20250414", Decimal("0.000002")),
        ("gpt-4.1-2026-01-01", Decimal("0.000003")),
        ("gpt-4.1-preview", None),
    ],
)
def test_a_dated_model_costs_what_the_undated_one_does_unless_it_has_a_price(model: str, cost: Decimal) -> None:
    assert TARIFF.cost_of(Used("openai", model, Unit.INPUT_TOKENS, Decimal(1))) == cost
