"""Which words the pages use in the same places."""

import pytest

from infrastructure.adapters.retrieval.likeness import Likeness
from infrastructure.adapters.retrieval.pages import Section

SECTIONS = [
    Section("a.md", "", "Rye loaf", "Price", ("The rye loaf costs 4 euros.",)),
    Section("a.md", "", "Rye loaf", "Weight", ("The rye loaf weighs a kilo.",)),
    Section("b.md", "", "Wheat loaf", "Price", ("The wheat loaf costs 3 euros.",)),
    Section("c.md", "", "Delivery", "How far do we deliver", ("We deliver loaves by bicycle every morning.",)),
]


@pytest.mark.parametrize(("one", "other"), [("rye", "wheat"), ("price", "weight"), ("cost", "weight")])
def test_words_of_headings_of_one_form_are_alike(one: str, other: str) -> None:
    assert Likeness(SECTIONS).of(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("rye", "bicycle"), ("rye", "rye"), ("rye", "unheard"), ("price", "costs")]
)
def test_words_of_other_places_and_forms_of_one_word_are_not(one: str, other: str) -> None:
    assert Likeness(SECTIONS).of(one, other) == 0
