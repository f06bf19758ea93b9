"""Writes the dictionary and the language model that all decoders of this service share."""

from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import pocketsphinx

from infrastructure.adapters.pocketsphinx.language.adaptation import adapted_model
from infrastructure.adapters.pocketsphinx.language.addresses import address_sentences
from infrastructure.adapters.pocketsphinx.language.digits import digit_sentences, with_other_digits
from infrastructure.adapters.pocketsphinx.language.phrases import phrases_about
from infrastructure.adapters.pocketsphinx.language.pronunciation import pronunciations
from infrastructure.adapters.pocketsphinx.language.sayings import sayings
from infrastructure.adapters.pocketsphinx.language.spoken_text import spoken_sentences, spoken_words
from infrastructure.adapters.pocketsphinx.language.stock_model import read_stock_model

CALLERS_WEIGHT = 3
"""A phrase of callers counts as much as so many sentences that the company has written."""


DICTIONARY, MODEL = "callers.dict", "callers.lm.bin"


def prepare_language(words: frozenset[str], texts: Sequence[str], folder: Path) -> None:
    """Make `callers.dict` and `callers.lm.bin` in the folder. Takes about two seconds.

    :param words: what must be understood though no text has it.
    """
    stock = read_stock_model(Path(pocketsphinx.get_model_path("en-us/en-us.lm.bin")))
    entries = list(_dictionary_entries(Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))))
    known = {word: phones for word, phones in entries if "(" not in word}
    written = [words for text in texts for words in spoken_sentences(text)]
    of_callers = [*_caller_phrases() * CALLERS_WEIGHT, *phrases_about(written), *sayings()]
    sentences = [*with_other_digits(written), *of_callers, *digit_sentences(), *address_sentences()]
    expected = frozenset(said for word in words for said in spoken_words(word))
    added = pronunciations(expected.union(*sentences), known)
    arpa = adapted_model(stock, sentences, expected, frozenset(known) | frozenset(added))
    vocabulary = frozenset(line.split("\t")[1] for line in arpa.singles)
    _write_dictionary([*entries, *added.items()], vocabulary, folder / DICTIONARY)
    text = folder / "callers.lm"
    text.write_text("\n".join(arpa.lines()))
    model = pocketsphinx.NGramModel(pocketsphinx.Config(), pocketsphinx.LogMath(1.0001), str(text))
    model.write(str(folder / MODEL))
    text.unlink()


def _caller_phrases() -> list[list[str]]:
    text = resources.files(__package__ or "").joinpath("callers.txt").read_text()
    return [line.lower().split() for line in text.splitlines()]


def _dictionary_entries(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text().splitlines():
        word, _, phones = line.partition(" ")
        yield word, phones.strip()


def _write_dictionary(entries: Sequence[tuple[str, str]], vocabulary: frozenset[str], path: Path) -> None:
    """Only the words that the model knows; `the(2)` is another pronunciation of `the`."""
    kept = (f"{word} {phones}" for word, phones in entries if word.partition("(")[0] in vocabulary)
    path.write_text("\n".join(kept) + "\n")
