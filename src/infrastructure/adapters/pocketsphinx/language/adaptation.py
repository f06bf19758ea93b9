"""A language model between the stock one and what the company's callers say."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

from infrastructure.adapters.pocketsphinx.language.stock_model import WordPairs

BEGIN, END = "<s>", "</s>"

COMMON_WORD = 4e-6
"""A stock word that is likelier than this stays in the vocabulary: about 9,000 do. Rarer ones are misheard more
often than they are said."""

TELLING_PAIR = 2e-7
"""A stock pair stays when it would be missed: how often it comes, times the logarithm of how much likelier it is
than its words suggest (Seymore and Rosenfeld's weighted difference). About 250,000 stay, of two million."""

NEVER_GUESSED = frozenset(
    [
        "fuck",
        "fucked",
        "fucking",
        "fucker",
        "shit",
        "shitty",
        "bitch",
        "cunt",
        "nigger",
        "whore",
        "slut",
        "rape",
        "raped",
    ]
)
"""Words that a caption should not show a caller who did not say them."""

ADAPTED_WORDS = 0.3
ADAPTED_CONTEXTS = 0.7
"""How far the company's sentences displace the stock model: for words by themselves, and at most for words after
others. Contexts that were seen seldom displace it less (Witten and Bell's estimate)."""


@dataclass(frozen=True, slots=True)
class Arpa:
    """An ARPA model of three orders: lines as the format wants them."""

    singles: list[str]
    pairs: list[str]
    triples: list[str]

    def lines(self) -> Iterable[str]:
        yield "\\data\\"
        orders = (self.singles, self.pairs, self.triples)
        for order, entries in enumerate(orders, start=1):
            yield f"ngram {order}={len(entries)}"
        for order, entries in enumerate(orders, start=1):
            yield f"\n\\{order}-grams:"
            yield from entries
        yield "\n\\end\\"


def adapted_model(
    stock: WordPairs, sentences: Iterable[Sequence[str]], words: frozenset[str], pronounceable: frozenset[str]
) -> Arpa:
    """
    :param sentences: what callers and pages say; repeat one to give it weight.
    :param words: what may be said in any place of a sentence.
    :param pronounceable: words that the dictionary has: all others stay out.
    """
    counts = _Counts(sentences, words)
    vocabulary = _vocabulary(stock, counts.words, pronounceable)
    singles = _singles(stock, counts, vocabulary)
    pairs = _Pairs(stock, counts, vocabulary, singles)
    return Arpa(
        [_line(p, word, pairs.backoff(word)) for word, p in zip(vocabulary, singles, strict=True)],
        list(pairs.lines(counts)),
        list(_triples(counts, pairs)),
    )


class _Counts:
    """How often words follow one another in the sentences."""

    def __init__(self, sentences: Iterable[Sequence[str]], words: frozenset[str]) -> None:
        self.words: Counter[str] = Counter(words)
        self.after_one: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.after_two: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            marked = [BEGIN, *sentence, END]
            self.words.update(marked[1:])
            for first, second in itertools.pairwise(marked):
                self.after_one[first][second] += 1
            for first, second, third in zip(marked, marked[1:], marked[2:], strict=False):
                self.after_two[first, second][third] += 1


def _weight(followers: Mapping[str, int]) -> float:
    """How much the sentences count after a context: the more often it was seen, and the fewer words followed, the
    more."""
    seen = sum(followers.values())
    return ADAPTED_CONTEXTS * seen / (seen + len(followers))


def _vocabulary(stock: WordPairs, said: Mapping[str, int], pronounceable: frozenset[str]) -> list[str]:
    common = {word for word, p in zip(stock.words, stock.singles, strict=True) if p > COMMON_WORD}
    return [BEGIN, END, *sorted((common | said.keys()) & pronounceable - NEVER_GUESSED)]


def _singles(stock: WordPairs, counts: _Counts, words: Sequence[str]) -> NDArray[np.float64]:
    known = dict(zip(stock.words, stock.singles, strict=True))
    general = np.array([known.get(word, 0.0) for word in words])
    general[0] = 0.0
    company = np.array([float(counts.words[word]) for word in words])
    mixed = (1 - ADAPTED_WORDS) * general / general.sum()
    if company.sum():
        mixed += ADAPTED_WORDS * company / company.sum()
    return mixed / mixed.sum()


class _Pairs:
    """Probabilities of a word after another, and what is left for all others."""

    def __init__(
        self, stock: WordPairs, counts: _Counts, words: Sequence[str], singles: NDArray[np.float64]
    ) -> None:
        self.words: tuple[str, ...] = tuple(words)
        self.number = {word: at for at, word in enumerate(words)}
        self.single = singles
        keys, values = self._of_stock(stock)
        general_backoff = self._left(keys, values)
        displaced = np.zeros(len(words))
        for first, followers in counts.after_one.items():
            if first in self.number:
                displaced[self.number[first]] = _weight(followers)
        values = values * (1 - displaced[keys // len(words)])
        self.values: dict[int, float] = dict(zip(keys.tolist(), values.tolist(), strict=True))
        for first, followers in counts.after_one.items():
            self._add(first, followers, general_backoff)
        keys = np.fromiter(self.values, dtype=np.int64, count=len(self.values))
        self._backoff = self._left(keys, np.fromiter(self.values.values(), dtype=np.float64, count=len(keys)))

    def backoff(self, word: str) -> float:
        return float(self._backoff[self.number[word]])

    def probability(self, first: str, second: str) -> float:
        one, two = self.number[first], self.number[second]
        explicit = self.values.get(one * len(self.words) + two)
        return explicit if explicit is not None else float(self._backoff[one] * self.single[two])

    def lines(self, counts: _Counts) -> Iterable[str]:
        """What a pair's own followers leave is what its weight leaves, as they are mixed with the pairs' model."""
        for key, p in self.values.items():
            one, two = divmod(key, len(self.words))
            first, second = self.words[one], self.words[two]
            followers = counts.after_two.get((first, second))
            yield _line(p, f"{first} {second}", 1 - _weight(followers) if followers else 1.0)

    def _of_stock(self, stock: WordPairs) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        renumbered = np.array([self.number.get(word, -1) for word in stock.words], dtype=np.int64)
        firsts, seconds = renumbered[stock.firsts], renumbered[stock.seconds]
        known = (firsts >= 0) & (seconds > 0)
        frequency = np.where(firsts == 0, stock.singles[stock.words.index(END)], stock.singles[stock.firsts])
        with np.errstate(divide="ignore"):
            likelier = np.log(stock.pairs / stock.singles[stock.seconds])
        kept = known & (frequency * stock.pairs * likelier > TELLING_PAIR)
        keys = firsts[kept] * len(self.words) + seconds[kept]
        order = np.argsort(keys)
        return keys[order], stock.pairs[kept][order]

    def _add(self, first: str, followers: Mapping[str, int], general_backoff: NDArray[np.float64]) -> None:
        if first not in self.number:
            return
        one, weight, seen = self.number[first], _weight(followers), sum(followers.values())
        for second, count in followers.items():
            if (two := self.number.get(second)) is None:
                continue
            key = one * len(self.words) + two
            general = self.values.get(key, (1 - weight) * float(general_backoff[one] * self.single[two]))
            self.values[key] = general + weight * count / seen

    def _left(self, keys: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each first word's back-off weight: what its pairs leave, over what all other words have alone."""
        size = len(self.words)
        taken = np.bincount(keys // size, weights=values, minlength=size)
        others = 1 - np.bincount(keys // size, weights=self.single[keys % size], minlength=size)
        return np.clip(1 - taken, 1e-4, 1) / np.clip(others, 1e-4, 1)


def _triples(counts: _Counts, pairs: _Pairs) -> Iterable[str]:
    """Only those that the sentences have: pocketsphinx backs off to the pair from all others."""
    for (first, second), followers in counts.after_two.items():
        if first not in pairs.number or second not in pairs.number:
            continue
        weight, seen = _weight(followers), sum(followers.values())
        for third, count in followers.items():
            if third in pairs.number:
                p = weight * count / seen + (1 - weight) * pairs.probability(second, third)
                yield _line(p, f"{first} {second} {third}")


def _line(probability: float, words: str, backoff: float | None = None) -> str:
    logarithm = log10(probability) if probability > 0 else -99.0
    return f"{logarithm:.4f}\t{words}" + ("" if backoff is None else f"\t{log10(backoff):.4f}")
