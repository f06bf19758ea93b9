"""Effects happen once a key, in whatever order keys come back."""

from hypothesis import given, settings
from hypothesis import strategies as some

from application.services.orders import Orders
from application.services.pricing import Pricing
from domain.errors import KeyTaken
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.orders import SqliteOrderRecords
from tests.fakes.clock import FakeClock
from tests.unit.application.services.price_list import PRICES, PROFILE

settings.load_profile(PROFILE)

keys = some.sampled_from(["k1", "k2", "k3", "k4"])
plans = some.sampled_from(["small", "middle", "large"])


@given(some.lists(some.tuples(keys, plans), max_size=20))
def test_a_key_orders_what_it_ordered_first_and_nothing_else(attempts: list[tuple[str, str]]) -> None:
    orders = Orders(Pricing(PRICES), SqliteOrderRecords(Database(None)), FakeClock())
    first = dict[str, tuple[str, str]]()

    for key, plan in attempts:
        try:
            order = orders.place(key, plan, "jo@example.com")
        except KeyTaken:
            assert first[key][0] != plan
        else:
            assert first.setdefault(key, (plan, order.number)) == (plan, order.number)

    assert len({number for _, number in first.values()}) == len(first)


@given(some.permutations(["place", "place", "place", "cancel", "cancel", "cancel again"]))
def test_an_order_is_one_order_and_once_cancelled_stays_so(steps: list[str]) -> None:
    clock = FakeClock()
    orders = Orders(Pricing(PRICES), SqliteOrderRecords(Database(None)), clock)
    order = orders.place("place", "middle", "jo@example.com")
    cancelled = None

    for step in steps:
        clock.pass_time(1)
        if step == "place":
            order = orders.place("place", "middle", "jo@example.com")
        else:
            order = orders.cancel(step, order.number)
            cancelled = cancelled or order.cancelled_at
        assert order.cancelled_at == cancelled
