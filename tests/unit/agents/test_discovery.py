"""Specialists join the team by being there."""

from pathlib import Path

import pytest

from agents.discovery import discover

WORKING = """
from domain.entities.prompt import Prompt
from domain.entities.specialist import Specialist

SPECIALIST = Specialist("{name}", "things", (), Prompt("Answer."), ("things",))
"""


def _write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)


def test_a_file_is_enough(tmp_path: Path) -> None:
    _write(tmp_path, gardening=WORKING.format(name="gardening"))

    found = discover(tmp_path)

    assert [specialist.name for specialist in found.specialists] == ["gardening"]
    assert not found.broken


def test_the_products_own_specialists_all_work() -> None:
    found = discover()

    assert {"sales", "tech_support"} <= {specialist.name for specialist in found.specialists}
    assert not found.broken


@pytest.mark.parametrize("name", ["supervisor", "say", "closing", "messages", "topics"])
def test_a_name_that_the_graph_needs_is_refused_in_that_one_alone(tmp_path: Path, name: str) -> None:
    _write(tmp_path, a=WORKING.format(name=name), b=WORKING.format(name="b"))

    found = discover(tmp_path)

    assert [specialist.name for specialist in found.specialists] == ["b"]
    assert "is taken" in found.broken[0].reason


def test_a_broken_file_is_named_with_its_line_while_the_others_work(tmp_path: Path) -> None:
    _write(tmp_path, a=WORKING.format(name="a"), b="x = 1\n\nraise ValueError('no such page')\n", c="def f(:\n")

    found = discover(tmp_path)

    assert [specialist.name for specialist in found.specialists] == ["a"]
    assert [(broken.file.name, broken.line) for broken in found.broken] == [("b.py", 3), ("c.py", 1)]
    assert "no such page" in str(found.broken[0])


def test_an_import_that_fails_is_charged_to_the_file_that_wants_it(tmp_path: Path) -> None:
    _write(tmp_path, a="import os\nimport no_such_module_anywhere\n")

    assert discover(tmp_path).broken[0].line == 2


def test_a_file_without_a_specialist_is_broken(tmp_path: Path) -> None:
    _write(tmp_path, a="x = 1\n")

    assert "SPECIALIST" in discover(tmp_path).broken[0].reason


def test_a_name_that_is_taken_leaves_the_first_one_in_place(tmp_path: Path) -> None:
    _write(
        tmp_path, a=WORKING.format(name="same"), b=WORKING.format(name="same"), c=WORKING.format(name="supervisor")
    )

    found = discover(tmp_path)

    assert len(found.specialists) == 1
    assert [broken.file.name for broken in found.broken] == ["b.py", "c.py"]


def test_a_name_that_is_no_identifier_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, a=WORKING.format(name="tech support"))

    assert "identifier" in discover(tmp_path).broken[0].reason


def test_files_that_begin_with_an_underscore_are_left_alone(tmp_path: Path) -> None:
    _write(tmp_path, _draft="raise SystemError\n")

    assert discover(tmp_path) == discover(tmp_path / "nowhere")
