"""Data files: what is read, and how a mistake in one is named."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from domain.entities.guide import Step
from domain.errors import ConfigurationInvalid
from infrastructure.adapters.business_data.accounts import FileAccounts
from infrastructure.adapters.business_data.guides import read_guides
from infrastructure.adapters.business_data.outages import read_network
from infrastructure.adapters.business_data.prices import read_prices
from infrastructure.adapters.business_data.visits import read_places

PRICES = """
setup = 49
yearly_percent_off = 10
student_off = 5
no_minimum_term = 5
most_seats = 200

[plans.pro]
monthly = 39.10
seats_included = 1
for_students = false
down = 500
up = 100
"""

GUIDE = """
[slow]
about = "the slow wifi"
page = "page.md"

[[slow.steps]]
name = "first"
say = "Is it green?"
yes = "third"

[[slow.steps]]
name = "unused"
say = "Wait."

[[slow.steps]]
name = "third"
say = "Done."
"""

NETWORK = """
[[areas]]
name = "Eastmoor"
postcodes = ["42175"]

[[outages]]
postcodes = ["42175"]
cause = "a cable was cut"
over = 18:30:00
"""

ACCOUNT = """
[102034]
postcode = "42171"

[[102034.invoices]]
number = "1"
issued = 2026-11-03
paid = true
lines = [{ text = "the pro plan", amount = 39 }]
"""


def written(folder: Path, text: str, name: str = "data.toml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def refused(read: Callable[[Path], object], file: Path) -> str:
    with pytest.raises(ConfigurationInvalid) as refusal:
        read(file)
    return str(refusal.value)


def test_money_is_what_is_written(tmp_path: Path) -> None:
    prices = read_prices(written(tmp_path, PRICES.replace("39.10", "1234567.89")))

    assert prices.plans[0].monthly == Decimal("1234567.89")
    assert prices.plans[0].further_seat is None


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ("monthly = 39.10", "monthly = -1", "plans.pro.monthly"),
        ("monthly = 39.10", "monthly = 39.105", "plans.pro.monthly"),
        ("monthly = 39.10", 'monthly = "39"', "plans.pro.monthly"),
        ("monthly = 39.10", "monthly = nan", "plans.pro.monthly"),
        ("monthly = 39.10", "monthly = true", "plans.pro.monthly"),
        ("monthly = 39.10", "", "plans.pro.monthly"),
        ("monthly = 39.10", "monthly = 39.10\nmonthy = 3", "plans.pro.monthy"),
        ("seats_included = 1", "seats_included = 0", "plans.pro.seats_included"),
        ("seats_included = 1", "seats_included = 1.5", "plans.pro.seats_included"),
        ("for_students = false", 'for_students = "no"', "plans.pro.for_students"),
        ("yearly_percent_off = 10", "yearly_percent_off = 101", "yearly_percent_off"),
        ("setup = 49", "", "setup"),
    ],
)
def test_a_wrong_price_is_named_with_file_and_key(tmp_path: Path, right: str, wrong: str, key: str) -> None:
    said = refused(read_prices, written(tmp_path, PRICES.replace(right, wrong), "prices.toml"))

    assert f"prices.toml: {key}: " in said


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    said = refused(read_prices, written(tmp_path, PRICES.replace("setup = 49", "").replace("= 500", "= 0")))

    assert "setup: " in said
    assert "plans.pro.down: " in said


@pytest.mark.parametrize("read", [read_prices, read_guides, read_network, FileAccounts, read_places])
def test_a_file_that_is_missing_or_no_toml_is_named(tmp_path: Path, read: Callable[[Path], object]) -> None:
    assert "prices.toml is missing" in refused(read, tmp_path / "prices.toml")
    assert "broken.toml" in refused(read, written(tmp_path, "this is no TOML", "broken.toml"))


def test_a_step_leads_to_the_one_below_and_a_question_where_it_says(tmp_path: Path) -> None:
    (guide,) = read_guides(written(tmp_path, GUIDE.replace('yes = "third"', 'yes = "third"\nno = "unused"')))

    assert guide.steps == (
        Step("first", "Is it green?", "", "third", "unused"),
        Step("unused", "Wait.", "third"),
        Step("third", "Done."),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("", "", "no step leads to unused"),
        ('yes = "third"', 'yes = "fourth"', "leads to fourth, which is no step"),
        ('name = "unused"', 'name = "third"', "same name"),
        ('say = "Done."', 'say = "Done."\nnext = "first"', "in circles"),
        ('about = "the slow wifi"', "", "slow.about"),
        ('say = "Wait."', 'say = ""', "slow.steps.1.say"),
    ],
)
def test_a_guide_that_leads_nowhere_is_named(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    said = refused(read_guides, written(tmp_path, GUIDE.replace(right, wrong) if right else GUIDE, "guides.toml"))

    assert "guides.toml: slow" in said
    assert reason in said


def test_an_outage_is_over_at_an_hour_or_at_a_moment(tmp_path: Path) -> None:
    daily = read_network(written(tmp_path, NETWORK))
    once = read_network(written(tmp_path, NETWORK.replace("18:30:00", "2026-05-01T18:00:00+00:00")))

    assert daily.outages[0].over == time(18, 30)
    assert once.outages[0].over == datetime(2026, 5, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("18:30:00", "18:29:00", "half hour"),
        ("18:30:00", "2026-05-01T18:00:00", "offset"),
        ("18:30:00", "2026-05-01", "outages.0.over"),
        ('name = "Eastmoor"\npostcodes = ["42175"]', 'name = "Eastmoor"\npostcodes = ["42176"]', "in no area"),
        ("[[outages]]", '[[areas]]\nname = "Brackwell"\npostcodes = ["42175"]\n\n[[outages]]', "in two areas"),
        ('["42175"]', "[42175]", "areas.0.postcodes"),
        ('["42175"]', '["4217"]', "areas.0.postcodes"),
    ],
)
def test_a_wrong_outage_is_named(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    said = refused(read_network, written(tmp_path, NETWORK.replace(right, wrong, 1), "outages.toml"))

    assert "outages.toml" in said
    assert reason in said


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ("amount = 39", "amount = 39.999", "102034.invoices.0.lines.0.amount"),
        ("amount = 39", "amount = -39", "102034.invoices.0.lines"),
        ('postcode = "42171"', 'postcode = "4217"', "102034.postcode"),
        ("issued = 2026-11-03", 'issued = "soon"', "102034.invoices.0.issued"),
        ("102034", "10203", "10203"),
    ],
)
def test_a_wrong_account_is_named(tmp_path: Path, right: str, wrong: str, key: str) -> None:
    said = refused(FileAccounts, written(tmp_path, ACCOUNT.replace(right, wrong), "accounts.toml"))

    assert f"accounts.toml: {key}" in said


def test_there_is_at_least_one_engineer(tmp_path: Path) -> None:
    assert read_places(written(tmp_path, "places = 2")) == 2
    assert "visits.toml: places: " in refused(read_places, written(tmp_path, "places = 0", "visits.toml"))
