"""What callers say of the pages' things."""

from infrastructure.adapters.pocketsphinx.language.phrases import phrases_about

PAGES = ["the pro plan is fast", "the basic plan is slow", "the plus plan is between", "the router has a light"]


def phrases() -> set[str]:
    return {" ".join(phrase) for phrase in phrases_about([page.split() for page in PAGES])}


def test_a_kind_of_a_thing_can_be_asked_for_without_naming_the_thing() -> None:
    assert "and the basic one" in phrases()


def test_a_thing_of_one_kind_gives_no_phrases() -> None:
    assert not any("router" in phrase for phrase in phrases())
