"""Lists of words, as people write them."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, split at blanks."""
    return frozenset(text.split())
