"""Opens the business services over their data files and their records."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from application.services.invoices import Invoices
from application.services.orders import Orders
from application.services.outages import Outages
from application.services.pricing import Pricing
from application.services.tickets import Tickets
from application.services.troubleshooting import Troubleshooting
from application.services.visits import Visits
from domain.entities.tool import Services
from infrastructure.adapters.business_data.accounts import FileAccounts
from infrastructure.adapters.business_data.guides import read_guides
from infrastructure.adapters.business_data.outages import read_network
from infrastructure.adapters.business_data.prices import read_prices
from infrastructure.adapters.business_data.visits import read_places
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.orders import SqliteOrderRecords
from infrastructure.persistence.sqlite.tickets import SqliteTicketRecords
from infrastructure.persistence.sqlite.visits import SqliteVisitRecords


def local_time() -> datetime:
    """Now, in the time zone of this machine: where its callers are, unless TZ says otherwise."""
    return datetime.now().astimezone()


def close_services(services: Services) -> None:
    """Close the records, where there are any. An effect that comes later fails; closing twice is no error."""
    if services.has(Database):
        services.get(Database).close()


def open_services_beside(knowledge: Path, records: Path | None) -> Services:
    """The services over the folder `business` in a knowledge folder; none when there is no such folder.

    :raises ConfigurationInvalid: a file in it is missing or wrong.
    """
    data = knowledge / "business"
    return open_services(data, records) if data.is_dir() else Services()


def open_services(data_folder: Path, records: Path | None, now: Callable[[], datetime] = local_time) -> Services:
    """All services, ready to be used from any thread.

    :param data_folder: with prices.toml, guides.toml, outages.toml, accounts.toml and visits.toml; read once.
    :param records: the SQLite file, made when it is missing; None keeps the records in memory, for as long as the
        services live.
    :param now: an aware clock, in the time zone of the callers.
    :raises ConfigurationInvalid: a file is missing or wrong; the message names it, and the key in it.
    """
    pricing = Pricing(read_prices(data_folder / "prices.toml"))
    troubleshooting = Troubleshooting(read_guides(data_folder / "guides.toml"))
    network = read_network(data_folder / "outages.toml")
    accounts = FileAccounts(data_folder / "accounts.toml")
    places = read_places(data_folder / "visits.toml")
    database = Database(records)
    return Services(
        pricing,
        troubleshooting,
        Outages(network.areas, network.outages, now),
        Invoices(accounts),
        Orders(pricing, SqliteOrderRecords(database), now),
        Tickets(SqliteTicketRecords(database), [guide.name for guide in troubleshooting.guides], now),
        Visits(SqliteVisitRecords(database), places, now),
        database,
    )
