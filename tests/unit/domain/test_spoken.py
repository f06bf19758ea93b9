"""Values as they are said."""

from datetime import date, time
from decimal import Decimal

import pytest

from domain.entities import spoken


@pytest.mark.parametrize(
    ("money", "said", "short", "written"),
    [
        ("39", "39 euros", "39", "39"),
        ("1", "1 euro", "1", "1"),
        ("35.1", "35 euros 10", "35 euros 10", "35.10"),
        ("35.05", "35 euros 05", "35 euros 05", "35.05"),
        ("1296.00", "1,296 euros", "1,296", "1296"),
        ("1177.20", "1,177 euros 20", "1,177 euros 20", "1177.20"),
        ("0.50", "50 cents", "50 cents", "0.50"),
        ("0.01", "1 cent", "1 cent", "0.01"),
        ("0", "0 euros", "0", "0"),
    ],
)
def test_money_is_said_in_euros_and_cents(money: str, said: str, short: str, written: str) -> None:
    assert spoken.euros(Decimal(money)) == said
    assert spoken.sum_of(Decimal(money)) == short
    assert spoken.amount(Decimal(money)) == written


def test_a_code_is_said_digit_by_digit() -> None:
    assert spoken.digits("40712") == "4 0 7 1 2"


def test_small_counts_are_words() -> None:
    assert [spoken.count(number, "seat") for number in (1, 2, 12, 13, 1000)] == [
        "one seat", "two seats", "twelve seats", "13 seats", "1,000 seats",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_days_are_said_with_their_month(day: int, said: str) -> None:
    assert spoken.day(date(2026, 11, day)) == f"the {said} of November"


def test_weekdays_have_names() -> None:
    assert [spoken.weekday(date(2026, 11, day)) for day in (23, 27)] == ["Monday", "Friday"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (time(18), "six in the evening"),
        (time(16, 30), "half past four in the afternoon"),
        (time(9), "nine in the morning"),
        (time(12), "noon"),
        (time(0), "midnight"),
        (time(12, 30), "half past twelve in the afternoon"),
        (time(0, 30), "half past twelve in the morning"),
    ],
)
def test_hours_are_said_as_people_say_them(when: time, said: str) -> None:
    assert spoken.clock(when) == said


def test_an_address_is_said_sign_by_sign() -> None:
    assert spoken.email("jo.a-b_c+d@example.com") == ("jo dot a dash b underscore c plus d at example dot com")


def test_things_are_listed() -> None:
    assert [spoken.listed(things) for things in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
