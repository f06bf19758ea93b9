"""Reads the price list."""

from pathlib import Path

from pydantic import Field, StrictBool

from domain.entities.price_list import Plan, PriceList
from infrastructure.adapters.business_data.data_file import Checked, Count, Money, Percent, Text, read_data


class _Plan(Checked):
    said: tuple[Text, ...] = ()
    monthly: Money
    seats_included: Count
    further_seat: Money | None = None
    for_students: StrictBool
    down: Count
    up: Count


class _Prices(Checked):
    setup: Money
    yearly_percent_off: Percent
    student_off: Money
    no_minimum_term: Money
    most_seats: Count
    plans: dict[Text, _Plan] = Field(min_length=1)


def read_prices(file: Path) -> PriceList:
    """:raises ConfigurationInvalid: the file is missing or wrong."""
    read = read_data(file, _Prices)
    return PriceList(
        plans=tuple(
            Plan(
                name=name,
                said=plan.said,
                monthly=plan.monthly,
                seats_included=plan.seats_included,
                further_seat=plan.further_seat,
                for_students=plan.for_students,
                down=plan.down,
                up=plan.up,
            )
            for name, plan in read.plans.items()
        ),
        setup=read.setup,
        yearly_percent_off=read.yearly_percent_off,
        student_off=read.student_off,
        no_minimum_term=read.no_minimum_term,
        most_seats=read.most_seats,
    )
