"""A meaning that is the words: texts are as near as they share words."""

from collections.abc import Sequence, Set

from domain.interfaces.meaning import Meaning


class FakeMeaning(Meaning):
    """:param same: groups of words that mean the same."""

    def __init__(self, same: Sequence[Set[str]] = ()) -> None:
        self._same = {word: min(group) for group in same for word in group}

    def alike(self, text: str, others: Sequence[str]) -> list[float]:
        words = self._words(text)
        return [_shared(words, self._words(other)) for other in others]

    def _words(self, text: str) -> set[str]:
        plain = "".join(character if character.isalnum() else " " for character in text.lower())
        return {self._same.get(word, word) for word in plain.split()}


def _shared(words: Set[str], others: Set[str]) -> float:
    return len(words & others) / len(words | others) if words and others else 0.0
