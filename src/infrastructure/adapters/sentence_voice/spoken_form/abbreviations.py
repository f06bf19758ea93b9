"""Abbreviations, each with the words it stands for."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_WORDS = {
    "24/7": "around the clock",
    "and/or": "and or",
    "n/a": "not available",
    "w/o": "without",
    "w/": "with",
    "c/o": "care of",
    "e.g": "for example",
    "i.e": "that is",
    "etc": "et cetera",
    "vs": "versus",
    "mr": "Mister",
    "mrs": "Missus",
    "dr": "Doctor",
    "approx": "approximately",
    "avg": "average",
    "incl": "including",
    "excl": "excluding",
    "dept": "department",
    "a.m": "A.M",
    "p.m": "P.M",
    "pm": "P.M",
    "p.a": "per year",
    "p.s": "P.S",
    "u.s": "U.S",
    "u.k": "U.K",
    "a.k.a": "also known as",
    "aka": "also known as",
    "at&t": "A.T and T",
    "c#": "C sharp",
    "f#": "F sharp",
    "asap": "as soon as possible",
    "fyi": "for your information",
    "btw": "by the way",
    "wifi": "WiFi",
    "wi-fi": "WiFi",
    "wlan": "wireless lan",
    "ipv4": "I.P version four",
    "ipv6": "I.P version six",
    "ios": "I.O.S",
}
"""With or without a full stop."""

_DOTTED = {
    "ms.": "Miz",
    "prof.": "Professor",
    "ca.": "about",
    "min.": "minimum",
    "max.": "maximum",
    "no.": "number",
    "nr.": "number",
    "nos.": "numbers",
    "p.": "page",
    "pp.": "pages",
    "art.": "article",
    "fig.": "figure",
    "vol.": "volume",
    "ave.": "Avenue",
    "est.": "established",
    "inc.": "incorporated",
    "ltd.": "limited",
    "co.": "company",
    "corp.": "corporation",
    "tel.": "telephone",
    "ext.": "extension",
    "resp.": "respectively",
    "hr.": "hour",
    "hrs.": "hours",
    "sec.": "seconds",
}
"""Words of another meaning, or none, without the full stop."""

_ALSO_UNITS = re.compile(r"(?:min|sec|hrs?|ms)\.?")


def read_abbreviation(words: Sequence[Word], at: int) -> list[str]:
    core = words[at].core
    if _ALSO_UNITS.fullmatch(core) and re.search(r"[\d½¼¾]$", core_at(words, at - 1)):
        return []
    if core == "St.":
        return [_saint_or_street(words, at)]
    return [said] if (said := abbreviation(core)) else []


def abbreviation(core: str) -> str:
    """In words; empty when it is none."""
    core = core.lower()
    return _DOTTED.get(core) or _WORDS.get(core.removesuffix("."), "")


def _saint_or_street(words: Sequence[Word], at: int) -> str:
    """`St. Mary` and `High St.`"""
    is_name_before = at > 0 and words[at - 1].core[:1].isupper() and not words[at - 1].tail
    is_name_after = at + 1 < len(words) and words[at + 1].core[:1].isupper() and not words[at].tail
    return "Saint" if is_name_after and not (is_name_before and at > 1) else "Street"
