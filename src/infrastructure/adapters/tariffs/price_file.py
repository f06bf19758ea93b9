"""Reads a price table."""

from datetime import date
from decimal import Context, Decimal, Inexact
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from domain.entities.tariff import CURRENCY, PriceOf, Tariff
from domain.entities.usage import Unit
from domain.errors import ConfigurationInvalid
from infrastructure.adapters.business_data.data_file import Checked, Text, read_data

LATEST = Path(__file__).with_name("prices-2026-11.toml")
"""The one that comes with Parley."""

_DIVIDING = Context(prec=50, traps=[Inexact])


class _Price(Checked):
    price: Annotated[Decimal, Field(ge=0)]
    per: Annotated[int, Field(ge=1, strict=True)] = 1


_Units = Annotated[dict[Unit, _Price], Field(min_length=1)]
_Models = Annotated[dict[str, _Units], Field(min_length=1)]
"""By name; what runs on this machine may have an empty one."""


class _PriceTable(Checked):
    as_of: date
    currency: Literal["USD"]
    note: str = ""
    free: tuple[Text, ...] = ()
    prices: dict[Text, _Models] = Field(default_factory=dict[str, _Models])


def read_tariff(file: Path) -> Tariff:
    """:raises ConfigurationInvalid: the file is missing or wrong."""
    read = read_data(file, _PriceTable)
    assert read.currency == CURRENCY  # noqa: S101  # there is no other
    prices: dict[PriceOf, Decimal] = {}
    for provider, models in read.prices.items():
        for model, units in models.items():
            for unit, price in units.items():
                prices[provider, model, unit] = _of_one(price, f"{file}: prices.{provider}.{model}.{unit}")
    return Tariff(read.as_of, prices, frozenset(read.free))


def _of_one(price: _Price, where: str) -> Decimal:
    """Of one unit, exact: a sum of rounded prices is no sum."""
    try:
        return _DIVIDING.divide(price.price, Decimal(price.per))
    except Inexact as error:
        raise ConfigurationInvalid(
            f"{where}: {price.price} / {price.per} has no end as a decimal: give the price of 1, 60 or 1000 units"
        ) from error
