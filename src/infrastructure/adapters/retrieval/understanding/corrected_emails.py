"""What a correction changes of an address: "jo with an e", "dot org", "no, j o e"."""

import re
from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.email_names import respell
from infrastructure.adapters.retrieval.understanding.emails import email
from infrastructure.adapters.retrieval.understanding.letters import is_letter_name, letter_at, spelled
from infrastructure.adapters.retrieval.understanding.utterance import words_of

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
    """ "Jo with an e": where a letter of the same sound stands, it takes its place; else it comes last."""
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
