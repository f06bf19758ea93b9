"""What a correction changes: "no, the last one is a five", "not one, five", "jo with an e"."""

import re
from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.codes import code, code_at, codes
from infrastructure.adapters.retrieval.understanding.emails import email, respell
from infrastructure.adapters.retrieval.understanding.letters import is_letter_name, letter_at, spelled
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "eighth": 7, "last": -1,
    "final": -1, "middle": 2,
}  # fmt: skip
_CORRECTS = re.compile(
    r"^\W*(?:oh|uh|um|er|yes|yeah|well|okay|ok|but|hm|hmm|ah)*\W*(?:no|nope|nah|sorry|wait|actually|pardon|correction|not"
    r"|i (?:said|meant|mean)|make (?:it|that)|change|rather|instead|that's (?:wrong|not)|that is (?:wrong|not)|wrong)\b"
    r"|\bi (?:meant|said)\b|\binstead\b|\bmake (?:it|that)\b|\bchange (?:it|that)\b|\bshould be\b"
)
_SAME_SOUND = (
    {"i", "y", "e"},
    {"c", "k", "q"},
    {"s", "z", "c"},
    {"f", "v"},
    {"g", "j"},
    {"a", "e"},
    {"o", "u"},
    {"n", "m"},
)


def corrects(text: str) -> bool:
    """Whether the words take back what was said or understood before."""
    return bool(_CORRECTS.search(" ".join(words_of(text))))


def corrected_code(old: str, text: str, length: int) -> str | None:
    """The code with what the words change of it; None when they change nothing.

    :param length: how many digits it should have; 0 when that is not known.
    """
    words = words_of(text)
    whole = code(words, length or len(old))
    if whole is not None and len(whole.value) == (length or len(old)) and len(old) > 1:
        return whole.value if whole.value != old else None
    return _by_place(old, words) or _not_but(old, words) or _at_end(old, words)


def _by_place(old: str, words: Sequence[str]) -> str | None:
    """ "The last one is a five", "the second digit should be three", "the last two are seven five"."""
    for place, word in enumerate(words):
        if word not in _ORDINALS:
            continue
        runs = [run for run in codes(words) if run.start > place and words[run.start - 1 : run.start] != ["not"]]
        later = [run for run in runs if not _is_count_of_digits(words, place, run.start, run.end)]
        if not later:
            continue
        digits = later[-1].value
        at = _ORDINALS[word]
        start = len(old) - len(digits) if at < 0 else at
        if 0 <= start and start + len(digits) <= len(old):
            return old[:start] + digits + old[start + len(digits) :]
    return None


def _is_count_of_digits(words: Sequence[str], ordinal: int, start: int, end: int) -> bool:
    """The "one" of "the last one", the "two" of "the last two digits"."""
    return start == ordinal + 1 and end - start == 1 and len(words) > end


def _not_but(old: str, words: Sequence[str]) -> str | None:
    """ "Not one, five", "five, not one": the wrong digits replaced where they stood last."""
    for place, word in enumerate(words):
        if word != "not":
            continue
        wrong, right = _wrong_and_right(words, place)
        if wrong and right and wrong in old:
            at = old.rfind(wrong)
            return old[:at] + right + old[at + len(wrong) :]
    return None


def _wrong_and_right(words: Sequence[str], place: int) -> tuple[str, str]:
    """What stands after the "not" at a place, and what is meant instead."""
    after = [word for word in words[place + 1 :] if word not in {"a", "an", "the", "but", "it's", "is"}]
    pieces = [piece.value for at in range(len(after)) if (piece := code_at(after, at)) is not None]
    before = [piece.value for at in range(place) if (piece := code_at(words, at)) is not None]
    if len(pieces) >= 2:
        return pieces[0], pieces[-1]
    return (pieces[0], before[-1]) if pieces and before else ("", "")


def _at_end(old: str, words: Sequence[str]) -> str | None:
    """ "Five at the end", "it ends in seven five", "it starts with a three", or nothing but a digit."""
    runs = codes(words)
    if not runs or len(runs[-1].value) >= len(old):
        return None
    digits, text = runs[-1].value, " ".join(words)
    if re.search(r"\b(?:start\w*|begin\w*|front)\b", text):
        return digits + old[len(digits) :]
    if re.search(r"\bend\w*\b", text) or corrects(text):
        return old[: -len(digits)] + digits
    return None


def corrected_email(old: str, text: str) -> str | None:
    """The address with what the words change of it; None when they change nothing."""
    words = words_of(text)
    found = email(words)
    if found is not None:
        return found.value if found.value != old else None
    local, _, domain = old.partition("@")
    if (ending := _new_ending(domain, words)) is not None:
        return f"{local}@{ending}"
    changed = _with_letter(local, words) or _spelled_out(local, words)
    return f"{changed}@{domain}" if changed and changed != local else None


def _new_ending(domain: str, words: Sequence[str]) -> str | None:
    """ "Dot org, not dot com"."""
    text = " ".join(words)
    said = re.search(r"(?<!not )\bdot (com|org|net|de|io|eu|info|example)\b", text)
    return domain.rpartition(".")[0] + "." + said[1] if said and said[1] != domain.rpartition(".")[2] else None


def _with_letter(local: str, words: Sequence[str]) -> str | None:
    """ "Jo with an e": where a letter of the same sound stands, it takes its place; else it comes behind the name."""
    for place, word in enumerate(words[:-1]):
        if word not in {"with", "without"}:
            continue
        at = place + 1 + int(words[place + 1] in {"a", "an", "the"} and place + 2 < len(words))
        if not is_letter_name(words[at]):
            continue
        letter, _ = letter_at(words, at)
        name = _name_before(local, words, place)
        if word == "without":
            return local.replace(letter, "", 1) if letter in local else None
        return local.replace(name, _respelled(name, letter), 1)
    return None


def _name_before(local: str, words: Sequence[str], place: int) -> str:
    """The part of the address that is named before "with"; the last part when none is."""
    parts = re.split(r"[._-]", local)
    named = [part for part in parts if place and part[:2] == words[place - 1][:2]]
    return named[0] if named else parts[-1]


def _respelled(name: str, letter: str) -> str:
    if letter in name:
        return name
    for sound in _SAME_SOUND:
        if letter in sound:
            for place in range(len(name) - 1, -1, -1):
                if name[place] in sound:
                    return name[:place] + letter + name[place + 1 :]
    return name + letter


def _spelled_out(local: str, words: Sequence[str]) -> str | None:
    """Nothing but letters, after a "no" and the like."""
    if "with" in words or "without" in words:
        return None
    for place in range(len(words)):
        letters = spelled(words[place:])
        if len(letters) > 1:
            changed = respell(local, letters)
            return changed if changed != local else letters
    return None
