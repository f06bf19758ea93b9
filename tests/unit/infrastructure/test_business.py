"""The services, opened over files."""

from pathlib import Path
from shutil import copytree

import pytest

from application.services.orders import Orders
from application.services.pricing import Pricing
from application.services.tickets import Tickets
from application.services.visits import Visits
from domain.errors import ConfigurationInvalid, RecordsUnavailable, Refused
from infrastructure.business import close_services, local_time, open_services, open_services_beside
from tests.fakes.clock import FakeClock

DATA = Path(__file__).parents[3] / "knowledge" / "business"


def test_the_demo_companys_services_work_together() -> None:
    services = open_services(DATA, None, FakeClock())

    order = services.get(Orders).place("k1", "pro", "jo@example.com", 10)
    ticket = services.get(Tickets).open("k2", "connection_drops")
    visit = services.get(Visits).book("k3", "monday", "morning")

    assert order.content.total == services.get(Pricing).quote("pro", 10).total == 120
    assert len({order.number, ticket.number, visit.number}) == 3


def test_records_outlive_the_services(tmp_path: Path) -> None:
    services = open_services(DATA, tmp_path / "records.sqlite3", FakeClock())
    order = services.get(Orders).place("k1", "pro", "jo@example.com")
    close_services(services)
    with pytest.raises(RecordsUnavailable):
        services.get(Orders).find(order.number)

    later = open_services(DATA, tmp_path / "records.sqlite3", FakeClock())

    assert later.get(Orders).find(order.number) == order


def test_services_in_memory_do_not_share_their_records() -> None:
    order = open_services(DATA, None).get(Orders).place("k1", "pro", "jo@example.com")

    with pytest.raises(Refused):
        open_services(DATA, None).get(Orders).find(order.number)


@pytest.mark.parametrize("file", ["prices", "guides", "outages", "accounts", "visits"])
def test_a_data_file_that_is_missing_is_named(tmp_path: Path, file: str) -> None:
    copytree(DATA, tmp_path / "business")
    (tmp_path / "business" / f"{file}.toml").unlink()

    with pytest.raises(ConfigurationInvalid, match=rf"{file}\.toml is missing"):
        open_services(tmp_path / "business", None)


def test_a_company_without_business_data_has_no_services_and_nothing_to_close(tmp_path: Path) -> None:
    services = open_services_beside(tmp_path, None)

    assert not services.has(Orders)
    close_services(services)


def test_the_clock_knows_its_time_zone() -> None:
    assert local_time().tzinfo is not None
