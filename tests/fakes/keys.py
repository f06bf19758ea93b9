"""Idempotency keys and numbers, which the fakes of records share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from threading import RLock

from domain.errors import KeyTaken


@dataclass
class FakeKeys:
    """:ivar turn: held by whoever changes records.
    :ivar used: the effect and the record's number, by key.
    """

    turn: RLock = field(default_factory=RLock)
    used: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    numbers: Iterator[int] = field(default_factory=lambda: count(40712))

    def number_of(self, key: str, effect: str) -> str | None:
        if key not in self.used:
            return None
        done, number = self.used[key]
        if done != effect:
            raise KeyTaken(key)
        return number

    def is_new(self, key: str, effect: str, number: str) -> bool:
        before = self.number_of(key, effect)
        if before not in (None, number):
            raise KeyTaken(key)
        self.used[key] = effect, number
        return before is None

    def new_number(self, key: str, effect: str) -> str:
        number = str(next(self.numbers))
        self.used[key] = effect, number
        return number
