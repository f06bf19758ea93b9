"""The word pairs of the language model that comes with pocketsphinx, which its Python interface cannot list.

The layout is that of lm_trie.c and lm_trie_quant.c of pocketsphinx 5: a head, 16-bit tables of quantised
logarithms, the unigrams, the bit-packed pairs and triples, the words. Pairs are stored under their second word.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import ConfigurationInvalid

_HEAD = b"Trie Language Model\x03"
_TABLE = 1 << 16
_LOG10 = np.log10(1.0001)
_UNIGRAM = np.dtype([("logarithm", "<f4"), ("backoff", "<f4"), ("pairs_begin", "<u4")])
_PADDING = 8


@dataclass(frozen=True, slots=True)
class WordPairs:
    """A back-off model of single words and pairs of them.

    :ivar words: in the order of their numbers.
    :ivar singles: each word's probability.
    :ivar firsts: the number of each pair's first word. The same place in `seconds` has the second one.
    :ivar pairs: the second word's probability after the first.
    """

    words: list[str]
    singles: NDArray[np.float64]
    firsts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    pairs: NDArray[np.float64]


def read_stock_model(path: Path) -> WordPairs:
    """
    :raises ConfigurationInvalid: the file is not a model of three orders, as pocketsphinx 5 writes it.
    """
    data = path.read_bytes()
    if not data.startswith(_HEAD):
        raise ConfigurationInvalid(f"{path.name} is no language model of pocketsphinx 5: reinstall pocketsphinx")
    counts = np.frombuffer(data, "<u4", 3, len(_HEAD))
    singles_count, pairs_count, triples_count = (int(count) for count in counts)
    tables_at = len(_HEAD) + 4 * 3 + 4
    tables = np.frombuffer(data, "<f4", 3 * _TABLE, tables_at)
    unigrams_at = tables_at + tables.nbytes
    unigrams = np.frombuffer(data, _UNIGRAM, singles_count + 1, unigrams_at)
    pairs_at = unigrams_at + unigrams.nbytes
    word_bits, next_bits = singles_count.bit_length(), triples_count.bit_length()
    pair_bits = word_bits + 32 + next_bits
    begins = unigrams["pairs_begin"].astype(np.int64)
    offsets = np.arange(begins[-1], dtype=np.int64) * pair_bits
    firsts = _bits(data, pairs_at, offsets, word_bits)
    logarithms = tables[_bits(data, pairs_at, offsets + word_bits + 16, 16)]
    triples_at = pairs_at + _packed_bytes(pairs_count, pair_bits)
    words_at = triples_at + _packed_bytes(triples_count, word_bits + 16) + 4
    return WordPairs(
        words=data[words_at:].decode().split("\0")[:singles_count],
        singles=_probabilities(unigrams["logarithm"][:-1]),
        firsts=firsts,
        seconds=np.repeat(np.arange(singles_count), np.diff(begins)),
        pairs=_probabilities(logarithms),
    )


def _packed_bytes(entries: int, bits: int) -> int:
    return ((entries + 1) * bits + 7) // 8 + _PADDING


def _bits(data: bytes, at: int, offsets: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The little-endian number of `width` bits, 25 at most, at each bit offset from `at`."""
    sound = np.frombuffer(data, np.uint8)
    first = at + (offsets >> 3)
    word = sum(sound[first + byte].astype(np.int64) << (8 * byte) for byte in range(5))
    return (word >> (offsets & 7)) & ((1 << width) - 1)


def _probabilities(logarithms: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.power(10.0, logarithms.astype(np.float64) * _LOG10)
