"""Orders in a dictionary."""

from dataclasses import replace
from datetime import datetime

from domain.entities.order import NewOrder, Order
from domain.errors import KeyTaken
from domain.interfaces.orders import OrderRecords
from tests.fakes.keys import FakeKeys


class FakeOrderRecords(OrderRecords):
    def __init__(self, keys: FakeKeys | None = None) -> None:
        self._keys = keys or FakeKeys()
        self._orders = dict[str, Order]()

    def place(self, key: str, content: NewOrder, at: datetime) -> Order:
        with self._keys.turn:
            number = self._keys.number_of(key, "place")
            if number is None:
                number = self._keys.new_number(key, "place")
                self._orders[number] = Order(number, content, at)
            if self._orders[number].content != content:
                raise KeyTaken(key)
            return self._orders[number]

    def find(self, number: str) -> Order | None:
        return self._orders.get(number)

    def cancel(self, key: str, number: str, at: datetime) -> Order | None:
        with self._keys.turn:
            order = self._orders.get(number)
            if order is not None and self._keys.is_new(key, "cancel", number) and order.cancelled_at is None:
                self._orders[number] = replace(order, cancelled_at=at)
            return self._orders.get(number)
