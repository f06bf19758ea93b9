"""Words that the dictionary lacks."""

from infrastructure.adapters.pocketsphinx.language.pronunciation import pronunciations

DICTIONARY = {"north": "N AO R TH", "wind": "W IH N D", "upgrade": "AH P G R EY D"}


def of(word: str) -> str:
    return pronunciations([word], DICTIONARY)[word]


def test_a_compound_is_said_as_its_parts() -> None:
    assert of("northwind") == "N AO R TH W IH N D"


def test_an_inflected_word_is_said_as_its_stem_with_the_ending() -> None:
    assert of("upgraded") == "AH P G R EY D D"


def test_letters_without_a_vowel_are_spelled() -> None:
    assert of("dns") == "D IY EH N EH S"


def test_a_name_is_said_letter_by_letter() -> None:
    assert of("brackwell") == "B R AE K W EH L"


def test_known_words_and_those_with_other_signs_are_left_out() -> None:
    assert pronunciations(["north", "ipv6", "naïve"], DICTIONARY) == {}
