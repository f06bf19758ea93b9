"""Kinds of utterances."""

import tomllib
from pathlib import Path

import pytest

from infrastructure.adapters.retrieval.understanding import acts as understanding
from infrastructure.adapters.retrieval.understanding.acts import acts, is_question
from infrastructure.adapters.retrieval.understanding.corrections import corrects
from infrastructure.adapters.retrieval.understanding.polarity import yes_or_no


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("how much is a loaf", "amount"),
        ("what would that set me back", "amount"),
        ("how do i order", "way"),
        ("when do you open", "time"),
        ("why is it so dark", "reason"),
        ("and where is the shop", "place"),
        ("can i pay by card", "may"),
        ("could you send someone", "ability"),
        ("hello is there any bread left", "whether"),
        ("i'd like a loaf", "request"),
        ("my bread is not fresh", "fault"),
        ("the dark one", "said"),
    ],
)
def test_an_utterance_is_of_its_kind(said: str, kind: str) -> None:
    assert kind in acts(said)


@pytest.mark.parametrize("said", ["how much notice do i have to give", "how much time does it take"])
def test_how_much_of_something_asks_for_no_price(said: str) -> None:
    assert "amount" not in acts(said)


def test_a_statement_is_no_question() -> None:
    assert not is_question("i'd like a loaf please")


@pytest.mark.parametrize(
    ("said", "answer"),
    [("yes it is", True), ("yeah", True), ("okay", True), ("no", False), ("it isn't", False), ("maybe", None)],
)
def test_yes_and_no_are_told_apart(said: str, answer: bool | None) -> None:
    assert yes_or_no(said) is answer


@pytest.mark.parametrize("said", ["no, the rye one", "i meant wheat", "make it twelve", "sorry, four two"])
def test_a_correction_shows_by_its_words(said: str) -> None:
    assert corrects(said)


def test_a_new_question_corrects_nothing() -> None:
    assert not corrects("and how long does it keep")


def test_no_pattern_reads_on_to_the_end_of_an_utterance() -> None:
    data = tomllib.loads(Path(understanding.__file__).with_suffix(".toml").read_text(encoding="utf-8"))

    assert [pattern for kind in data["kinds"].values() for pattern in kind if ".*" in pattern] == []
