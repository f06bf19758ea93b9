"""Numbers that are read to callers."""

from collections import Counter
from itertools import pairwise

from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.effects import new_number


def test_numbers_are_easy_to_hear() -> None:
    with Database(None).effect() as connection:
        numbers = [new_number(connection) for _ in range(500)]

    assert len(set(numbers)) == 500
    for number in numbers:
        assert number.isdecimal()
        assert number[0] != "0"
        assert all(digit != following for digit, following in pairwise(number))


def test_numbers_do_not_follow_each_other() -> None:
    with Database(None).effect() as connection:
        numbers = [int(new_number(connection)) for _ in range(100)]

    steps = Counter(later - earlier for earlier, later in pairwise(numbers))
    assert max(steps.values()) < 5


def test_a_longer_number_is_taken_when_all_short_ones_seem_to_be() -> None:
    with Database(None).effect() as connection:
        numbers = [new_number(connection, lambda digits: digits[0]) for _ in range(3)]

    assert numbers == ["10101", "101010", "1010101"]
