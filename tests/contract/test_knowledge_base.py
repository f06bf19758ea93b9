"""The promises of the port `KnowledgeBase`."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.interfaces.rag import KnowledgeBase
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from tests.fakes.rag import FakeKnowledgeBase

PAGES = {
    "bread/loaves.md": {
        "What does a rye loaf cost": "A rye loaf costs 4 euros.",
        "Storing": "Keep a loaf in cloth.",
    },
    "cakes/tarts.md": {"What does a lemon tart cost": "A lemon tart costs 18 euros."},
}


def _write(root: Path) -> KnowledgeFolder:
    for page, sections in PAGES.items():
        path = root / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"## {heading}\n{text}\n\n" for heading, text in sections.items()))
    return KnowledgeFolder(root)


@pytest.fixture(params=["fake", "folder"])
def knowledge(request: pytest.FixtureRequest, tmp_path: Path) -> KnowledgeBase:
    return FakeKnowledgeBase(PAGES) if request.param == "fake" else _write(tmp_path)


def test_the_passage_that_fits_best_comes_first(knowledge: KnowledgeBase) -> None:
    best = knowledge.search("what does a lemon tart cost")[0]

    assert best.text == "A lemon tart costs 18 euros."
    assert best.source.startswith("cakes/tarts.md#")


def test_a_folder_that_says_it_is_nearer_than_one_that_does_not(knowledge: KnowledgeBase) -> None:
    question = "what does a lemon tart cost"

    assert 1 >= knowledge.nearness(question, ["cakes"]) > knowledge.nearness(question, ["bread"]) >= 0
    assert knowledge.nearness(question, []) == 0


def test_scores_fall_from_the_first_passage_on(knowledge: KnowledgeBase) -> None:
    scores = [passage.score for passage in knowledge.search("rye loaf cost")]

    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


def test_only_the_named_folders_are_searched(knowledge: KnowledgeBase) -> None:
    found = knowledge.search("what does it cost", folders=["bread"])

    assert {passage.source.partition("/")[0] for passage in found} == {"bread"}


def test_no_more_passages_come_than_were_asked_for(knowledge: KnowledgeBase) -> None:
    assert len(knowledge.search("what does a loaf cost", limit=1)) == 1


@pytest.mark.parametrize("question", ["zeppelin", "", "?!", "of the and"])
def test_nothing_comes_where_nothing_fits(knowledge: KnowledgeBase, question: str) -> None:
    assert knowledge.search(question) == []


def test_an_unknown_folder_holds_nothing(knowledge: KnowledgeBase) -> None:
    assert knowledge.search("loaf", folders=["garage"]) == []


def test_the_folders_with_pages_are_known(knowledge: KnowledgeBase) -> None:
    assert knowledge.folders == {"bread", "cakes"}


def test_the_vocabulary_holds_every_word_in_lower_case(knowledge: KnowledgeBase) -> None:
    assert {"rye", "lemon", "storing", "cloth", "a"} <= knowledge.vocabulary()
    assert all(word == word.lower() for word in knowledge.vocabulary())


def test_a_word_is_not_interchangeable_with_one_that_is_unknown(knowledge: KnowledgeBase) -> None:
    assert knowledge.interchangeable("rye", "zeppelin") == 0


def test_it_answers_from_many_threads_alike(knowledge: KnowledgeBase) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(knowledge.search, ["lemon tart"] * 64))

    assert all(passages == found[0] for passages in found)
