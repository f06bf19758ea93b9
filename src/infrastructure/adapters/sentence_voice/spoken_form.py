"""How written words are said, where a small synthesiser would misread them.

Each word keeps its place, so that what was heard can be told in the words that were written: a word that is said
by its neighbour, or is only a sign, becomes the empty string.
"""

import re
import unicodedata
from collections.abc import Sequence

_CURRENCIES = {"€": "euros", "eur": "euros", "£": "pounds", "gbp": "pounds", "$": "dollars", "usd": "dollars"}
_SIGNS = "|".join(re.escape(sign) for sign in _CURRENCIES)
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SIGNED_AMOUNT = re.compile(
    rf"(?P<before>{_SIGNS})(?P<number>{_NUMBER})|(?P<amount>{_NUMBER})(?P<after>{_SIGNS})", re.IGNORECASE
)
_AMOUNT = re.compile(r"(?P<whole>\d[\d,]*?)(?:\.(?P<cents>\d\d))?(?P<tail>[.,;:!?]*)")
_CURRENCY = re.compile(rf"(?P<name>{_SIGNS}|euros?|pounds?|dollars?)(?P<tail>\W*)", re.IGNORECASE)

_LINK = re.compile(r"!?\[|\]\([^)\s]*\)")
_EMAIL = re.compile(r"(?P<name>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_WEB = re.compile(
    r"(?:(?:https?://)(?:www\.)?|www\.)(?P<host>[\w.-]+\w)|"
    r"(?P<bare>(?:[\w-]+\.)+(?:com|org|net|eu|de|fr|nl|ie|uk|io|example))(?![\w.-]*\w)",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"[*_`~#>|\\]+|^[-•]+$")
_UNITS = {
    "mbit/s": "megabits per second",
    "mbps": "megabits per second",
    "gbit/s": "gigabits per second",
    "gbps": "gigabits per second",
    "kbit/s": "kilobits per second",
    "ghz": "gigahertz",
    "mhz": "megahertz",
    "gb": "gigabytes",
    "mb": "megabytes",
    "24/7": "around the clock",
    "e.g.": "for example",
    "i.e.": "that is",
    "&": "and",
    "+": "plus",
    "=": "equals",
    "→": "to",
}
_UNIT = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)?(?P<unit>24/7|e\.g\.|i\.e\.|[a-z]+(?:/s)?|[&+=→])(?P<tail>\W*)", re.IGNORECASE
)
_PUNCTUATION = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": ",", "—": ",", "…": ".", "\u00a0": " "})


def spoken_forms(words: Sequence[str]) -> list[str]:
    """What is said for each word, in plain ASCII; the words come without blanks."""
    forms = [_spoken(word) for word in words]
    for at in range(len(words) - 1):
        if said := _amount_in_two_words(words[at], words[at + 1]):
            forms[at : at + 2] = said, ""
    return forms


def _spoken(word: str) -> str:
    word = _MARKDOWN.sub("", _LINK.sub("", word))
    if (currency := _CURRENCY.fullmatch(word)) and (name := _CURRENCIES.get(currency["name"].lower())):
        return name + currency["tail"]
    if address := _EMAIL.search(word):
        return _plain(f"{_dotted(address['name'])} at {_dotted(address['host'])}{_tail(word)}")
    if site := _WEB.search(word):
        return _plain(_dotted(site["host"] or site["bare"]) + _tail(word))
    if (unit := _UNIT.fullmatch(word)) and (said := _UNITS.get(unit["unit"].lower())):
        return " ".join(filter(None, (unit["number"], said))) + _plain(unit["tail"])
    return _plain(_SIGNED_AMOUNT.sub(_signed_amount, word))


def _signed_amount(found: re.Match[str]) -> str:
    """`€49.90`: 49 euros 90."""
    return _money(found["number"] or found["amount"], found["before"] or found["after"])


def _amount_in_two_words(word: str, following: str) -> str:
    """`49.90 euros.` and `EUR 49.90.`: 49 euros 90. Empty when the two are no amount."""
    if (currency := _CURRENCY.fullmatch(following)) and _AMOUNT.fullmatch(word):
        return _money(word, currency["name"]) + _tail(following)
    if word.lower() in _CURRENCIES and _AMOUNT.fullmatch(following):
        return _money(following, word) + _tail(following)
    return ""


def _money(number: str, currency: str) -> str:
    """A voice would say the digits after the point one by one."""
    name = _CURRENCIES.get(currency.lower(), currency.lower().rstrip("s") + "s")
    amount = _AMOUNT.fullmatch(number)
    if not amount:
        return f"{number} {name}"
    whole = amount["whole"].replace(",", "")
    cents = int(amount["cents"] or 0)
    return f"{whole} {name.rstrip('s') if whole == '1' else name}" + (f" {cents}" if cents else "")


def _dotted(name: str) -> str:
    return re.sub(r"[-_+]", " ", name.replace(".", " dot "))


def _tail(word: str) -> str:
    """The sign that ends a clause or sentence, which shapes the voice."""
    found = re.search(r"[.,;:!?]+$", word)
    return found[0] if found else ""


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(_PUNCTUATION)).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w\s.,;:!?'\"%/$&+()-]", "", text).strip()
