"""Numbers that count something: with units, as ranges, fractions, ordinals and versions."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.compounds import anyhow
from infrastructure.adapters.sentence_voice.spoken_form.numbers import (
    NUMBER,
    cardinal,
    decimal,
    in_digits,
    ordinal,
)
from infrastructure.adapters.sentence_voice.spoken_form.units import unit
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_VULGAR = {
    "½": "a half",
    "¼": "a quarter",
    "¾": "three quarters",
    "⅓": "a third",
    "⅔": "two thirds",
    "⅛": "an eighth",
}
_SIGNS = {
    "-": "minus ",
    "+": "plus ",
    "~": "about ",
    "≈": "about ",
    "±": "plus or minus ",
    "<": "less than ",
    ">": "more than ",
    "≤": "at most ",
    "≥": "at least ",
    "": "",
}
_QUANTITY = re.compile(
    rf"(?P<sign>[-+~≈±<>≤≥]?)(?P<number>{NUMBER})?(?P<vulgar>[½¼¾⅓⅔⅛])?(?P<unit>[A-Za-z%°µ][A-Za-z%°/^23]*)?(?P<plus>\+?)"
)
_RANGE = re.compile(r"(?P<low>[-+~]?[^-\d]*\d[^-]*)-(?P<high>[^-\d]*\d[^-]*)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_FRACTION = re.compile(r"(?P<above>\d{1,2})/(?P<below>[2-9]|10)")
_VERSION = re.compile(
    r"(?P<v>v|ver|version)?\.?(?P<numbers>\d+(?:\.\d+)+|(?<=v)\d+)(?P<letters>[a-z]{0,2})", re.IGNORECASE
)
_SUM = re.compile(rf"{NUMBER}(?:[+=×*÷x]{NUMBER})+")
_POWER = re.compile(rf"(?P<number>{NUMBER})\^(?P<power>\d+)")
_POWERS = {"2": "squared", "3": "cubed"}
_OPERATIONS = {"+": "plus", "=": "equals", "×": "times", "*": "times", "÷": "divided by", "x": "by"}
_ONE_AFTER = frozenset(["per", "a", "an", "each", "every", "1", "one"])


def read_quantity(words: Sequence[Word], at: int) -> list[str]:
    """The last reader: it says whatever is left."""
    core = words[at].core
    return [_unit_alone(words, at) or range_of(core) or quantity(core) or anyhow(core)]


def quantity(core: str) -> str:
    """A single one in words; empty when it is none."""
    if found := _ORDINAL.fullmatch(core):
        return ordinal(int(found[1])) if len(found[1]) <= 6 else ""
    if found := _FRACTION.fullmatch(core):
        return _fraction(int(found["above"]), int(found["below"]))
    if _SUM.fullmatch(core):
        return re.sub(
            rf"({NUMBER})|([+=×*÷x])",
            lambda part: f" {decimal(part[1]) if part[1] else _OPERATIONS[part[2]]} ",
            core,
        )
    if found := _POWER.fullmatch(core):
        power = _POWERS.get(found["power"]) or f"to the power of {decimal(found['power'])}"
        return f"{decimal(found['number'])} {power}"
    return _measured(core) or _version(core)


def range_of(core: str) -> str:
    found = _RANGE.fullmatch(core)
    low, high = (quantity(found["low"]), quantity(found["high"])) if found else ("", "")
    return f"{low} to {high}" if low and high else ""


def ends_in_number(core: str) -> bool:
    return bool(re.search(r"[\d½¼¾⅓⅔⅛]$", core))


def _unit_alone(words: Sequence[Word], at: int) -> str:
    """`250 Mbit/s`, `per GB`, `5 min.`"""
    before = words[at - 1] if at else Word("")
    is_after_number = ends_in_number(before.core) and not before.tail
    is_one = before.core.lower() in _ONE_AFTER
    return unit(words[at].core, is_one=is_one, is_after_number=is_after_number)


def _measured(core: str) -> str:
    found = _QUANTITY.fullmatch(core)
    if not found or not (found["number"] or found["vulgar"]):
        return ""
    counted = _counted(found["number"], found["vulgar"])
    sign = _SIGNS[found["sign"]]
    plus = " plus" if found["plus"] else ""
    if not found["unit"]:
        return sign + counted + plus
    is_one = found["number"] == "1" and not found["vulgar"]
    name = unit(found["unit"], is_one=is_one, is_after_number=True)
    return f"{sign}{counted} {name}{plus}" if name else ""


def _counted(number: str | None, vulgar: str | None) -> str:
    if not number:
        return _VULGAR[vulgar or "½"]
    return f"{decimal(number)} and {_VULGAR[vulgar]}" if vulgar else decimal(number)


def _fraction(above: int, below: int) -> str:
    if above >= below:
        return ""
    part = {2: "half", 4: "quarter"}.get(below) or ordinal(below)
    return f"{cardinal(str(above))} {part}{'s' if above > 1 else ''}"


def _version(core: str) -> str:
    """`v2.5`, `1.2.3`, `192.168.0.1`, `802.11ac`."""
    found = _VERSION.fullmatch(core)
    if not found:
        return ""
    numbers = found["numbers"].split(".")
    said = [in_digits(part) if len(part) > 2 else cardinal(part) for part in numbers]
    joined = " point ".join(said) if len(said) < 4 else " dot ".join(said)
    letters = ".".join(found["letters"].upper())
    return f"{'version ' if found['v'] else ''}{joined} {letters}".strip()


def is_counting(words: Sequence[Word], at: int) -> bool:
    """Does a unit follow, so that the number is no code?"""
    return bool(unit(words[at + 1].core, is_one=False, is_after_number=True)) if core_at(words, at + 1) else False
