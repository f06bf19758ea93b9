"""Values as they are said: money, codes, counts, days, addresses."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

_COUNTS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
"""In the order of `date.weekday`."""

_SIGNS = {"@": " at ", ".": " dot ", "-": " dash ", "_": " underscore ", "+": " plus "}

_NOON = 12


def amount(money: Decimal) -> str:
    """An amount of two decimals at most without its currency, as data: `39`, `1296`, `35.10`."""
    return f"{money:.0f}" if money == money.to_integral_value() else f"{money:.2f}"


def euros(money: Decimal) -> str:
    """An amount of two decimals at most: `39 euros`, `1 euro`, `35 euros 10`, `1,296 euros`, `50 cents`."""
    whole, cents = divmod(int(money * 100), 100)
    if not whole and cents:
        return f"{cents} cent{'' if cents == 1 else 's'}"
    return f"{whole:,} euro{'' if whole == 1 else 's'}" + (f" {cents:02}" if cents else "")


def sum_of(money: Decimal) -> str:
    """The same where the currency is clear already: `109`, but `35 euros 10`."""
    return f"{int(money):,}" if money == money.to_integral_value() else euros(money)


def digits(code: str) -> str:
    """One by one: `4 0 7 1 2`."""
    return " ".join(code)


def count(number: int, thing: str) -> str:
    """`one seat`, `ten seats`, `13 seats`."""
    counted = _COUNTS[number] if 0 <= number < len(_COUNTS) else f"{number:,}"
    return f"{counted} {thing}{'' if number == 1 else 's'}"


def day(when: date) -> str:
    """`the 3rd of November`."""
    return f"the {_ordinal(when.day)} of {_MONTHS[when.month - 1]}"


def weekday(when: date) -> str:
    """From Monday to Friday: `Tuesday`.

    :raises IndexError: it is on a weekend.
    """
    return WEEKDAYS[when.weekday()].capitalize()


def clock(when: time) -> str:
    """A full or half hour: `six in the evening`, `half past four in the afternoon`, `noon`."""
    half = when.minute >= 30
    if when.hour % _NOON == 0 and not half:
        return "noon" if when.hour else "midnight"
    hour = _COUNTS[when.hour % _NOON or _NOON]
    part = "morning" if when.hour < _NOON else "afternoon" if when.hour < 18 else "evening"
    return f"{'half past ' if half else ''}{hour} in the {part}"


def email(address: str) -> str:
    """`jo at example dot com`."""
    return "".join(_SIGNS.get(character, character) for character in address)


def listed(things: Sequence[str]) -> str:
    """`basic`, `basic and plus`, `basic, plus and pro`."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
