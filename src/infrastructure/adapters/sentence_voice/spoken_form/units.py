"""Units of measure."""

import re

_TABLE = {
    "bit/s": "bit* per second",
    "kbit/s": "kilobit* per second",
    "kbps": "kilobit* per second",
    "mbit/s": "megabit* per second",
    "mbps": "megabit* per second",
    "gbit/s": "gigabit* per second",
    "gbps": "gigabit* per second",
    "tbit/s": "terabit* per second",
    "kb": "kilobyte*",
    "mb": "megabyte*",
    "gb": "gigabyte*",
    "tb": "terabyte*",
    "kib": "kibibyte*",
    "mib": "mebibyte*",
    "gib": "gibibyte*",
    "kbit": "kilobit*",
    "mbit": "megabit*",
    "gbit": "gigabit*",
    "hz": "hertz",
    "khz": "kilohertz",
    "mhz": "megahertz",
    "ghz": "gigahertz",
    "db": "decibel*",
    "dbm": "decibel* milliwatt",
    "mm": "millimetre*",
    "cm": "centimetre*",
    "km": "kilometre*",
    "nm": "nanometre*",
    "m^2": "square metre*",
    "m^3": "cubic metre*",
    "km^2": "square kilometre*",
    "cm^2": "square centimetre*",
    "sqm": "square metre*",
    "km/h": "kilometre* per hour",
    "kmh": "kilometre* per hour",
    "mph": "mile* per hour",
    "kg": "kilogram*",
    "mg": "milligram*",
    "ml": "millilitre*",
    "kw": "kilowatt*",
    "mw": "megawatt*",
    "wh": "watt hour*",
    "kwh": "kilowatt hour*",
    "mwh": "megawatt hour*",
    "mah": "milliamp hour*",
    "ma": "milliamp*",
    "kv": "kilovolt*",
    "°c": "degree* Celsius",
    "°f": "degree* Fahrenheit",
    "°": "degree*",
    "%": "percent",
    "px": "pixel*",
    "fps": "frame* per second",
    "rpm": "revolution* per minute",
    "hrs": "hour*",
    "hr": "hour*",
    "mins": "minute*",
    "secs": "second*",
    "µs": "microsecond*",
    "yrs": "year*",
}
_AFTER_NUMBERS = {
    "m": "metre*",
    "s": "second*",
    "h": "hour*",
    "g": "gram*",
    "l": "litre*",
    "L": "litre*",
    "t": "ton*",
    "min": "minute*",
    "sec": "second*",
    "ms": "millisecond*",
    "ft": "feet",
    "lb": "pound*",
    "lbs": "pound*",
    "oz": "ounce*",
    "ct": "cent*",
    "wk": "week*",
    "mo": "month*",
    "yr": "year*",
    "W": "watt*",
    "V": "volt*",
    "A": "amp*",
    "C": "degree* Celsius",
    "F": "degree* Fahrenheit",
    "Gb": "gigabit*",
    "Mb": "megabit*",
    "k": "thousand",
    "x": "times",
    "M": "million",
    "bn": "billion",
}
"""Too short to be known as units where no number stands before them."""


def unit(text: str, *, is_one: bool, is_after_number: bool) -> str:
    """In words; empty when it is none. `GB/month` is read part by part.

    :param is_one: one of it, so that it is said in the singular.
    """
    text = text.removesuffix(".") if len(text) > 1 else text
    name = (_AFTER_NUMBERS.get(text) if is_after_number else None) or _TABLE.get(text.lower())
    if name:
        return name.replace("*", "" if is_one else "s")
    above, _, below = text.partition("/")
    if below and (counted := unit(above, is_one=is_one, is_after_number=is_after_number)):
        return f"{counted} per {one_of(below)}"
    return ""


def one_of(text: str) -> str:
    """What follows `per`: a unit in the singular, or a word as it is."""
    return unit(text, is_one=True, is_after_number=True) or re.sub(r"[^A-Za-z ]", " ", text)
