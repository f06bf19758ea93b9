"""The codes, addresses and short answers that the language model is made with."""

from collections import Counter
from itertools import product

from infrastructure.adapters.pocketsphinx.language.addresses import address_sentences
from infrastructure.adapters.pocketsphinx.language.digits import (
    DIGITS,
    digit_sentences,
    every_triple,
    with_other_digits,
)
from infrastructure.adapters.pocketsphinx.language.sayings import filled


def triples(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def test_the_ring_has_every_triple_once() -> None:
    ring = every_triple("abcd")

    assert Counter(triples([*ring, *ring[:2]])) == Counter(product("abcd", repeat=3))


def test_no_digit_is_much_likelier_after_two_others_than_the_rest() -> None:
    said = Counter(triple for sentence in digit_sentences() for triple in triples(sentence))
    codes = {triple: said[triple] for triple in product(DIGITS, repeat=3)}

    assert max(codes.values()) <= 2
    assert sum(count == 0 for count in codes.values()) < 0.1 * len(codes)


def test_codes_are_the_same_in_every_process() -> None:
    assert list(digit_sentences()) == list(digit_sentences())
    assert list(address_sentences()) == list(address_sentences())


def test_the_codes_of_a_demo_become_other_ones() -> None:
    (changed,) = with_other_digits([["an", "outage", "in", *["four", "two", "one", "seven", "five"], "please"]])

    assert changed[:3] == ["an", "outage", "in"]
    assert changed[-1] == "please"
    assert set(changed[3:8]) <= set(DIGITS)
    assert changed[3:8] != ["four", "two", "one", "seven", "five"]


def test_a_number_that_is_no_code_stays() -> None:
    sentence = ["one", "of", "the", "two", "plans", "has", "one", "seat"]

    assert list(with_other_digits([sentence])) == [sentence]


def test_every_letter_can_be_spelled_in_an_address() -> None:
    said = {word for sentence in address_sentences() for word in sentence}

    assert {f"{letter}." for letter in "abcdefghijklmnopqrstuvwxyz"} <= said
    assert {"at", "dot", "underscore", "dash", "com"} <= said


def test_a_phrase_is_said_with_each_value_of_its_longest_slot() -> None:
    slots = {"day": ["monday", "friday"], "hour": ["one", "two", "three"]}

    assert [" ".join(words) for words in filled("{day} at {hour}", slots)] == [
        "monday at one",
        "friday at two",
        "monday at three",
    ]
