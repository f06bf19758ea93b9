"""A language model between the stock one and the company's."""

from collections import defaultdict

import numpy as np

from infrastructure.adapters.pocketsphinx.language.adaptation import BEGIN, END, adapted_model
from infrastructure.adapters.pocketsphinx.language.stock_model import WordPairs

STOCK = WordPairs(
    words=[BEGIN, END, "my", "dog", "is", "lost"],
    singles=np.array([1e-9, 0.2, 0.2, 0.2, 0.2, 0.2]),
    firsts=np.array([0, 2, 3, 4]),
    seconds=np.array([2, 3, 4, 5]),
    pairs=np.array([0.9, 0.8, 0.7, 0.6]),
)
KNOWN = frozenset({"my", "dog", "is", "lost", "router"})


def model() -> dict[int, dict[tuple[str, ...], tuple[float, float]]]:
    """Probability and back-off weight of every entry, by order."""
    arpa = adapted_model(STOCK, [["my", "router", "is", "lost"]] * 3, frozenset(), KNOWN)
    read: dict[int, dict[tuple[str, ...], tuple[float, float]]] = defaultdict(dict)
    for order, lines in enumerate((arpa.singles, arpa.pairs, arpa.triples), start=1):
        for line in lines:
            probability, words, *backoff = line.split("\t")
            weight = 10 ** float(backoff[0]) if backoff else 1.0
            read[order][tuple(words.split())] = (10 ** float(probability), weight)
    return read


def probability(read: dict[int, dict[tuple[str, ...], tuple[float, float]]], *words: str) -> float:
    """With backing off, as a decoder does it."""
    if words in read[len(words)]:
        return read[len(words)][words][0]
    weight = read[len(words) - 1].get(words[:-1], (0.0, 1.0))[1]
    return weight * probability(read, *words[1:])


def test_what_follows_a_word_sums_to_one() -> None:
    read = model()
    vocabulary = [words[0] for words in read[1]]

    for context in [("my",), ("router",), ("my", "router"), (BEGIN,)]:
        total = sum(probability(read, *context, word) for word in vocabulary)
        assert abs(total - 1) < 0.01, context


def test_a_word_of_the_company_follows_where_the_stock_model_does_not_know_it() -> None:
    read = model()

    assert probability(read, "my", "router") > 0.3


def test_the_stock_models_pairs_stay_likely() -> None:
    assert probability(model(), "my", "dog") > 0.2


def test_words_without_a_pronunciation_stay_out() -> None:
    arpa = adapted_model(STOCK, [["my", "zzz"]], frozenset(), KNOWN)

    assert not any("zzz" in line for line in arpa.lines())
