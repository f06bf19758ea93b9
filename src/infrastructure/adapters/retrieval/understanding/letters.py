"""Letters that are spelled: by their names, as a recogniser writes those, or by the spelling alphabet."""

from collections.abc import Sequence

from infrastructure.adapters.retrieval.words import listed

_NAMES = {
    "a": "ay eh", "b": "be bee", "c": "see sea cee", "d": "dee de", "e": "ee he", "f": "ef eff", "g": "gee ge",
    "h": "aitch haitch age", "i": "eye aye", "j": "jay jaye", "k": "kay okay cay", "l": "el ell elle", "m": "em",
    "n": "en an and", "o": "oh owe", "p": "pee pea", "q": "queue cue", "r": "are ar our", "s": "ess es as",
    "t": "tea tee", "u": "you yu ewe", "v": "vee we", "w": "doubleyou", "x": "ex axe", "y": "why wye",
    "z": "zed zee said",
}  # fmt: skip

_ALPHABET = {word: word[0] for word in listed("spelling_alphabet")} | {"xray": "x"}

_LETTERS = {name: letter for letter, names in _NAMES.items() for name in names.split()}

_PEOPLE = frozenset(listed("also_names"))

_PAIRS = {("double", "u"), ("double", "you"), ("x", "ray")}

_AS_IN = frozenset(["as", "for", "like"])


def letter_at(words: Sequence[str], place: int) -> tuple[str, int]:
    """The letter, or the doubled one, that is spelled here, and the place after it; nothing if none is."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if (word, following) in _PAIRS:
        return ("w" if word == "double" else "x"), place + 2
    if word == "double" and (letter := _letter(following)):
        return letter * 2, place + 2
    letter = _letter(word)
    if not letter:
        return "", place
    example = example_end(words, place + 1, letter)
    return letter, example


def example_end(words: Sequence[str], place: int, letter: str) -> int:
    """The place after "as in dog" or "for mike" behind a letter; `place` where nothing of that kind stands."""
    if place < len(words) and words[place] in _AS_IN:
        after = place + 2 if words[place + 1 : place + 2] == ["in"] else place + 1
        if after < len(words) and len(words[after]) > 2 and words[after][0] == letter:
            return after + 1
    return place


def is_letter_name(word: str) -> bool:
    """Whether a word may be a letter that is spelled."""
    return bool(_letter(word))


def is_letter_only(word: str) -> bool:
    """Whether a word in a name can be nothing but a letter: "are" can, "jay" and "charlie" are names too."""
    return len(word) == 1 or (word in _LETTERS and word not in _PEOPLE)


def spelled(words: Sequence[str]) -> str:
    """What the words spell, when they are nothing but letters; empty otherwise."""
    place, text = 0, ""
    while place < len(words):
        letter, after = letter_at(words, place)
        if not letter:
            return ""
        text, place = text + letter, after
    return text


def _letter(word: str) -> str:
    if len(word) == 1 and word.isalpha():
        return word
    return _ALPHABET.get(word, "") or _LETTERS.get(word, "")
