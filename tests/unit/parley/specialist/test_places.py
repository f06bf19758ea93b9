"""Where the files of a draft belong."""

from pathlib import Path

import pytest

from agents.discovery import SPECIALISTS_FOLDER
from domain.errors import ConfigurationInvalid
from parley.specialist import places as module
from parley.specialist.places import places

ROOT = Path(__file__).parents[4]


def test_in_a_checkout_the_test_lies_with_the_others() -> None:
    assert places(SPECIALISTS_FOLDER, ROOT / "knowledge").tests == ROOT / "tests" / "specialists"


def test_in_a_folder_of_ones_own_it_lies_inside(tmp_path: Path) -> None:
    assert places(tmp_path / "mine", tmp_path).tests == tmp_path / "mine" / "tests"


def test_a_knowledge_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match=r"no knowledge folder at .*nowhere.*PARLEY_KNOWLEDGE"):
        places(tmp_path, tmp_path / "nowhere")


def test_nothing_is_written_into_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHECKOUT", tmp_path)

    with pytest.raises(ConfigurationInvalid, match="--folder"):
        places(SPECIALISTS_FOLDER, ROOT / "knowledge")
