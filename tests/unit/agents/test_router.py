"""Who answers a question."""

from collections.abc import Sequence

import pytest

from agents.supervisor.router import SpecialistRouter
from domain.entities.prompt import Prompt
from domain.entities.specialist import Specialist
from tests.fakes.meaning import FakeMeaning
from tests.fakes.rag import FakeKnowledgeBase

PAGES = {
    "bread/loaves.md": {"Rye": "A rye loaf costs four euros"},
    "cakes/tarts.md": {"Lemon": "A lemon tart costs nine euros"},
    "shop/hours.md": {"Hours": "The shop opens at six"},
}


def _specialist(name: str, keywords: Sequence[str] = ()) -> Specialist:
    return Specialist(name, f"all about {name}", tuple(keywords), Prompt("Answer."), (name, "shop"))


@pytest.fixture
def router() -> SpecialistRouter:
    team = [_specialist("bread", ["crust"]), _specialist("cakes", ["birthday"])]
    return SpecialistRouter(team, FakeKnowledgeBase(PAGES), FakeMeaning())


def test_a_question_goes_to_whose_pages_hold_it(router: SpecialistRouter) -> None:
    choice = router.choose("do you have a lemon tart", "bread")

    assert (choice.name, choice.is_clear) == ("cakes", True)


def test_a_keyword_decides_where_no_page_does(router: SpecialistRouter) -> None:
    assert router.choose("something for a birthday party", "bread").name == "cakes"


def test_a_keyword_stands_for_the_words_that_begin_with_it(router: SpecialistRouter) -> None:
    assert router.choose("i like it crusty", "cakes").name == "bread"


def test_a_keyword_inside_another_word_is_none(router: SpecialistRouter) -> None:
    assert not router.choose("encrusted", "cakes").is_clear


@pytest.mark.parametrize("current", ["bread", "cakes"])
def test_what_belongs_to_all_stays_with_the_current_one(router: SpecialistRouter, current: str) -> None:
    choice = router.choose("when does the shop open", current)

    assert (choice.name, choice.is_clear) == (current, False)


def test_words_that_tell_nothing_still_find_someone(router: SpecialistRouter) -> None:
    assert router.choose("abracadabra", "").name in {"bread", "cakes"}


def test_a_specialist_who_has_left_the_team_is_not_current(router: SpecialistRouter) -> None:
    assert router.choose("abracadabra", "butcher").name in {"bread", "cakes"}


def test_a_team_of_one_is_always_clear() -> None:
    router = SpecialistRouter([_specialist("bread")], FakeKnowledgeBase(PAGES), FakeMeaning())

    assert router.choose("abracadabra", "").is_clear
