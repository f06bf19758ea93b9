"""Numbers in words, by the rules of Unicode's CLDR."""

import re
from functools import lru_cache

from unicode_rbnf import FormatPurpose, RbnfEngine

NUMBER = r"(?:\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+|,\d{1,2}(?!\d))?)"
"""`12000`, `12,000`, `3.5`, and `3,5` or `1.299,00` as the continent writes them."""

_RULES = RbnfEngine.for_language("en")
_LONGEST_DIGITS = 15
"""Beyond a thousand billions nobody follows, and the rules end."""

_GROUP_FROM_DIGITS = 7


@lru_cache(maxsize=1_024)
def cardinal(digits: str) -> str:
    """:param digits: maybe with a comma at thousands. A leading zero, or too many of them: digit by digit."""
    digits = digits.replace(",", "")
    if len(digits) > _LONGEST_DIGITS or (len(digits) > 1 and digits.startswith("0")):
        return in_digits(digits)
    return _RULES.format_number(int(digits), FormatPurpose.CARDINAL).text


@lru_cache(maxsize=1_024)
def ordinal(number: int) -> str:
    return _RULES.format_number(number, FormatPurpose.ORDINAL).text


def year(number: int) -> str:
    return _RULES.format_number(number, FormatPurpose.YEAR).text.replace(
        "-", " ", 1 if 1 <= number % 100 <= 9 else 0
    )


def decimal(number: str) -> str:
    """What `NUMBER` finds: `three point five`, the digits after the point one by one."""
    whole, _, rest = point_written(number).partition(".")
    return f"{cardinal(whole)} point {in_digits(rest, grouped=False)}" if rest else cardinal(whole)


def point_written(number: str) -> str:
    """What `NUMBER` finds, with a point before the decimals and nothing at thousands."""
    if re.fullmatch(r"[\d.]+,\d{1,2}", number):
        number = number.replace(".", "").replace(",", ".")
    return number.replace(",", "")


def in_digits(digits: str, *, grouped: bool = True) -> str:
    """Digit by digit; seven and more with a pause after every third, the last four together."""
    if grouped and len(digits) >= _GROUP_FROM_DIGITS:
        return ", ".join(in_digits(group) for group in _groups(digits))
    return " ".join(_RULES.format_number(int(digit), FormatPurpose.CARDINAL).text for digit in digits)


def _groups(digits: str) -> list[str]:
    groups: list[str] = []
    while len(digits) > 4:
        groups.append(digits[:3])
        digits = digits[3:]
    return [*groups, digits]
