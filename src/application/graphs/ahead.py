"""Answers that are made before it is sure that they are wanted."""

import re


def are_same_words(guess: str, said: str) -> bool:
    """Recognisers add signs and capitals at the end of an utterance."""
    return _words(guess) == _words(said)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w@']+", text.casefold())
