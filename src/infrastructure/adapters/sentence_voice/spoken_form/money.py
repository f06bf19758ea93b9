"""Amounts of money, with the currency in the middle as people say it."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.numbers import NUMBER, cardinal, decimal, point_written
from infrastructure.adapters.sentence_voice.spoken_form.units import one_of
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_NAMES = {
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "$": ("dollar", "dollars", "cent", "cents"),
    "chf": ("franc", "francs", "centime", "centimes"),
    "¥": ("yen", "yen", "sen", "sen"),
}
_ALIASES = {
    **dict.fromkeys(("eur", "euro", "euros"), "€"),
    **dict.fromkeys(("gbp", "pound", "pounds"), "£"),
    **dict.fromkeys(("usd", "us$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("franc", "francs"), "chf"),
    "yen": "¥",
}
_SCALES = {"k": "thousand", "m": "million", "mio": "million", "bn": "billion", "b": "billion"}
_SCALE_WORDS = frozenset(["thousand", "million", "billion"])
_SIGN = r"(?:[€£$¥]|US\$|EUR|GBP|USD|CHF)"
_AMOUNT = rf"(?P<number>{NUMBER})(?:-{_SIGN}?(?P<until>{NUMBER}))?(?P<scale>k|m|mio|bn|b)?"
_PER = r"(?:/(?P<per>[A-Za-z]+))?"
_SIGN_FIRST = re.compile(
    rf"(?P<minus>-?)(?P<sign>{_SIGN})(?P<after_sign>-?){_AMOUNT}(?:\.-|,-)?{_PER}", re.IGNORECASE
)
_SIGN_LAST = re.compile(rf"(?P<minus>-?){_AMOUNT}(?P<sign>{_SIGN}){_PER}", re.IGNORECASE)
_BARE = re.compile(rf"(?P<minus>-?)(?P<number>{NUMBER})")


def read_money(words: Sequence[Word], at: int) -> list[str]:
    core, is_joined = words[at].core, not words[at].tail
    following = core_at(words, at + 1)
    if found := _SIGN_FIRST.fullmatch(core) or _SIGN_LAST.fullmatch(core):
        if is_joined and following in _SCALE_WORDS and not found["per"]:
            return [_amount(found, following), ""]
        return [_amount(found, "")]
    if is_joined and (sign := _sign(core)) and re.fullmatch(NUMBER, following):
        return [_sum(following, sign), ""]
    currency, _, per = following.partition("/")
    if is_joined and (number := _BARE.fullmatch(core)) and (sign := _sign(currency)):
        said = ("minus " if number["minus"] else "") + _sum(number["number"], sign)
        return _apart(said, f"{_name(sign, number['number'])}", per)
    if sign := _sign(core) if core.isupper() or core in "€£$¥" else "":
        return [_NAMES[sign][1]]
    return []


def _apart(said: str, name: str, per: str) -> list[str]:
    """Each word says its own part, where the currency comes last anyway."""
    per = f" per {one_of(per)}" if per else ""
    if said.endswith(f" {name}"):
        return [said.removesuffix(f" {name}"), name + per]
    return [said + per, ""]


def _amount(found: re.Match[str], scale: str) -> str:
    parts = found.groupdict()
    sign = _sign(parts["sign"])
    minus = "minus " if parts["minus"] or parts.get("after_sign") else ""
    per = f" per {one_of(parts['per'])}" if parts["per"] else ""
    scale = scale or _SCALES.get((parts["scale"] or "").lower(), "")
    if scale or parts["until"]:
        until = f" to {decimal(parts['until'])}" if parts["until"] else ""
        return f"{minus}{decimal(parts['number'])}{until} {scale} {_NAMES[sign][1]}{per}".replace("  ", " ")
    return minus + _sum(parts["number"], sign) + per


def _sum(number: str, sign: str) -> str:
    """`49.90`: forty-nine euros ninety; under ten cents they are named, as `one euro five` could be 1.50."""
    one_cent, cents_name = _NAMES[sign][2:]
    name = _name(sign, number)
    whole, cents = _parts(number)
    if cents is None:
        return f"{decimal(number)} {name}"
    said_cents = cardinal(str(cents))
    named_cents = f"{said_cents} {one_cent if cents == 1 else cents_name}"
    if not cents:
        return f"{cardinal(whole)} {name}"
    if whole == "0":
        return named_cents
    return f"{cardinal(whole)} {name} {said_cents if cents >= 10 else f'and {named_cents}'}"


def _parts(number: str) -> tuple[str, int | None]:
    """Whole units and cents; no cents for what is not written with two digits after the point."""
    number = point_written(number)
    found = re.fullmatch(r"(?P<whole>[\d,]+?)(?:\.(?P<cents>\d\d))?", number)
    if not found or (found["cents"] is None and not re.fullmatch(r"[\d,]+", number)):
        return number, None
    return found["whole"].replace(",", ""), int(found["cents"] or 0)


def _name(sign: str, number: str) -> str:
    return _NAMES[sign][0 if _parts(number)[0] == "1" else 1]


def _sign(text: str) -> str:
    text = text.lower()
    text = _ALIASES.get(text, text)
    return text if text in _NAMES else ""
