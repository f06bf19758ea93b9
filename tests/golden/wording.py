"""Whether a text holds a fact, however its figures are written."""

import re

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERS = {word: str(number) for number, word in enumerate((*_DIGITS, "ten", "eleven", "twelve")) if number}
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CODE = re.compile(r"(?<!\d)(?:\d(?: \d){3,}|\d{4,})(?!\d)")
_CENTS = r"(?! \d\d(?!\d))"


def holds(text: str, fact: str) -> bool:
    """Whether a text has these words, as whole words; one common word also in the plural.

    `39 euros` is not in `139 euros` nor in `39 euros 50`.

    :param fact: with `*` at its end any ending will do: `apolog*`.
    """
    wanted = plain(fact.removesuffix("*"))
    return (
        re.search(
            _before(wanted) + re.escape(wanted) + _after(wanted, fact.endswith("*"), fact.islower()), plain(text)
        )
        is not None
    )


def plain(text: str) -> str:
    """Lower case, single blanks, figures for `one` to `twelve`, `1296` for `1,296`, `39 euros` for `€39`."""
    text = " ".join(text.casefold().replace("\u2019", "'").replace("%", " percent").split())
    text = _THOUSANDS.sub("", text)
    text = re.sub(r"€ ?(\d+(?:\.\d\d)?)", r"\1 euros", text)
    text = re.sub(r"\bwi[ -]fi\b", "wifi", text)
    return _NUMBER_WORD.sub(lambda found: _NUMBERS[found[1]], text)


def codes(text: str) -> tuple[str, ...]:
    """Numbers of tickets and the like, in order: four digits or more, together or one by one."""
    return tuple(code.replace(" ", "") for code in _CODE.findall(text))


def as_said(code: str) -> str:
    """A code as a recogniser writes it: `four zero seven one`."""
    return " ".join(_DIGITS[int(digit)] for digit in code)


def _before(wanted: str) -> str:
    if wanted[:1].isdigit():
        return r"(?<!\w)(?<!\d[.,])"
    return r"(?<!\w)" if wanted[:1].isalpha() else ""


def _after(wanted: str, any_ending: bool, is_common: bool) -> str:
    if any_ending or not wanted[-1:].isalnum():
        return ""
    if wanted[-1].isdigit():
        return r"(?!\w)(?![.,]\d)"
    plural = "s?" if wanted.isalpha() and is_common else ""
    return plural + r"(?!\w)" + (_CENTS if re.search(r"\d euros?$", wanted) else "")
