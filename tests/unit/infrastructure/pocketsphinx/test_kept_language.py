import os
from pathlib import Path

import pytest

from infrastructure.adapters.pocketsphinx.language import kept
from infrastructure.adapters.pocketsphinx.language.kept import KEPT, bring_language
from infrastructure.adapters.pocketsphinx.language.preparation import DICTIONARY, MODEL

WORDS = frozenset({"router"})


class Maker:
    """In place of two seconds' work; counts how often it is done."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, words: frozenset[str], texts: tuple[str, ...], folder: Path) -> None:
        self.made += 1
        (folder / DICTIONARY).write_text(" ".join(sorted(words)))
        (folder / MODEL).write_text(" ".join(texts))
        (folder / "left over").touch()


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    made = Maker()
    monkeypatch.setattr(kept, "prepare_language", made)
    return made


def brought(tmp_path: Path, name: str, *texts: str, words: frozenset[str] = WORDS) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    bring_language(words, texts, folder, tmp_path / "cache")
    return folder


def test_a_language_is_made_once(maker: Maker, tmp_path: Path) -> None:
    brought(tmp_path, "first", "the router blinks")
    second = brought(tmp_path, "second", "the router blinks")
    assert maker.made == 1
    assert (second / MODEL).read_text() == "the router blinks"
    assert sorted(each.name for each in second.iterdir()) == [DICTIONARY, MODEL]


def test_other_texts_and_other_words_make_another_one(maker: Maker, tmp_path: Path) -> None:
    brought(tmp_path, "first", "ab", "c")
    brought(tmp_path, "texts", "a", "bc")
    brought(tmp_path, "words", "ab", "c", words=frozenset({"modem"}))
    assert maker.made == 3


def test_without_a_cache_it_is_made_each_time(maker: Maker, tmp_path: Path) -> None:
    for _ in range(2):
        bring_language(WORDS, (), tmp_path, None)
    assert maker.made == 2


def test_a_cache_that_cannot_be_written_to_costs_time_only(maker: Maker, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("this is no folder")
    assert (brought(tmp_path, "first", "all is well") / MODEL).read_text() == "all is well"
    assert maker.made == 1


def test_one_that_lacks_a_file_is_made_anew(maker: Maker, tmp_path: Path) -> None:
    brought(tmp_path, "first")
    next((tmp_path / "cache").iterdir()).joinpath(MODEL).unlink()
    assert (brought(tmp_path, "second") / MODEL).exists()
    assert (brought(tmp_path, "third") / MODEL).exists()
    assert maker.made == 2


def test_the_one_that_was_used_longest_ago_is_forgotten(maker: Maker, tmp_path: Path) -> None:
    for number in range(KEPT):
        brought(tmp_path, f"first {number}", str(number))
        newest = max((tmp_path / "cache").iterdir(), key=lambda each: each.stat().st_mtime)
        os.utime(newest, (number + 1, number + 1))
    brought(tmp_path, "again", "0")
    brought(tmp_path, "one more", "another company")
    made = maker.made
    brought(tmp_path, "kept", "0")
    assert maker.made == made
    brought(tmp_path, "forgotten", "1")
    assert maker.made == made + 1
