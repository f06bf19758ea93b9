"""Addresses: written, said, spelled, and put right."""

import pytest

from infrastructure.adapters.retrieval.understanding.corrected_emails import corrected_email
from infrastructure.adapters.retrieval.understanding.emails import email
from infrastructure.adapters.retrieval.understanding.utterance import Found, words_of


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("jo@example.com", "jo@example.com"),
        ("My email is Jo.Smith@example.com.", "jo.smith@example.com"),
        ("jo at example.com", "jo@example.com"),
        ("jo at example dot com", "jo@example.com"),
        ("j o at example dot com", "jo@example.com"),
        ("jay oh at example dot com", "jo@example.com"),
        ("juliet oscar at example dot com", "jo@example.com"),
        ("see you at example dot com", "cu@example.com"),
        ("it's jo dot smith at example dot com", "jo.smith@example.com"),
        ("jo underscore smith at example dot org", "jo_smith@example.org"),
        ("mary dash ann at g mail dot com", "mary-ann@gmail.com"),
        ("j smith at example dot com", "jsmith@example.com"),
        ("charlie at example dot com", "charlie@example.com"),
        ("send it to anna twenty five at example dot co uk", "anna25@example.co.uk"),
        ("m as in mike a r c at example dot com", "marc@example.com"),
        ("double u i l l at example dot com", "will@example.com"),
        ("p e t e r dot m at web dot d e", "peter.m@web.de"),
        ("jo add example dot calm", "jo@example.com"),
        ("smith at example dot com that's s m y t h", "smyth@example.com"),
        ("jay smith, that's s m i t h, at example dot com", "jaysmith@example.com"),
        ("the large one for ten, jo at example dot com", "jo@example.com"),
        ("the large one for ten people jo at example dot com", "jo@example.com"),
        ("order it for jo at example dot com please", "jo@example.com"),
        ("under jo at example dot com and ten seats", "jo@example.com"),
    ],
)
def test_an_address_is_read_however_it_is_said(said: str, address: str) -> None:
    found = email(words_of(said))

    assert found is not None
    assert found.value == address


@pytest.mark.parametrize("said", ["i'm at home", "meet me at the shop dot", "jo at example", "at dot com"])
def test_what_is_no_whole_address_is_none(said: str) -> None:
    assert email(words_of(said)) is None


def test_words_of_other_things_are_no_part_of_a_name() -> None:
    found = email(words_of("large jo at example dot com"), stops={"large"})

    assert found is not None
    assert found.value == "jo@example.com"


@pytest.mark.parametrize(
    ("old", "said", "new"),
    [
        ("jo@example.com", "no it's joe with an e", "joe@example.com"),
        ("jo@example.com", "jo with an e", "joe@example.com"),
        ("jo@example.com", "no, j o e", "joe@example.com"),
        ("jo@example.com", "dot org not dot com", "jo@example.org"),
        ("jo@example.com", "no it is ann at example dot com", "ann@example.com"),
        ("john.smith@example.com", "smith with a y", "john.smyth@example.com"),
        ("john.smith@example.com", "sorry it's jon without an h", "jon.smith@example.com"),
        ("jo@example.com", "that is right", None),
    ],
)
def test_a_correction_changes_the_letters_that_it_names(old: str, said: str, new: str | None) -> None:
    assert corrected_email(old, said) == new


@pytest.mark.parametrize("said", ["jo at " + "far " * 40 + "dot com", "@ " * 300])
def test_what_is_longer_than_any_address_is_none(said: str) -> None:
    assert email(words_of(said)) is None


def test_a_spelled_ending_may_be_long() -> None:
    assert email(words_of("jo at example dot p h o t o g r a p h y")) == Found("jo@example.photography", 0, 15)
