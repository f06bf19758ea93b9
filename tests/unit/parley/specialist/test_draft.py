"""What a draft is made of, and what it refuses to write."""

import subprocess
import sys
from pathlib import Path

import pytest

from agents.discovery import discover
from domain.errors import ConfigurationInvalid
from infrastructure.adapters.retrieval.pages import read_page
from parley.specialist.draft import write_draft
from parley.specialist.places import Places

ROOT = Path(__file__).parents[4]
LONGEST_NAME = "a23456789_123456789_123456789_"
LONGEST_DESCRIPTION = "lawns, hedges, your neighbours' old trees, and what grows on"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "knowledge" / "company").mkdir(parents=True)
    (tmp_path / "knowledge" / "company" / "about.md").write_text("# About\n\nWe are here.\n")
    return Places(tmp_path / "specialists", tmp_path / "knowledge", tmp_path / "specialists" / "tests")


def written_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_draft_is_a_specialist_with_two_tools_a_prompt_and_a_page(places: Places) -> None:
    file, prompt, page, test = write_draft("gardening", "lawns, hedges and trees", places)

    found = discover(places.specialists)
    (specialist,) = found.specialists
    assert not found.broken
    assert (specialist.name, specialist.description) == ("gardening", "lawns, hedges and trees")
    assert specialist.keywords == ("gardening", "lawn", "hedge", "tree")
    assert specialist.knowledge == ("gardening", "company")
    assert [(tool.name, tool.has_effect) for tool in specialist.tools] == [
        ("gardening_times", False),
        ("book_gardening", True),
    ]
    assert specialist.prompt.version == "1"
    assert [file.name, prompt.name, page.name, test.name] == [
        "gardening.py",
        "gardening.md",
        "gardening.md",
        "test_gardening.py",
    ]


def test_its_page_says_what_callers_ask(places: Places) -> None:
    _, _, page, _ = write_draft("pet_care", "", places)

    (section,) = read_page(page, places.knowledge)

    assert section.folder == "pet_care"
    assert section.lines == ("We help with questions about pet care.",)
    assert "what does pet care cover" in section.asked


@pytest.mark.parametrize(
    ("name", "description"), [("pets", ""), ("hr", "pay slips"), (LONGEST_NAME, LONGEST_DESCRIPTION)]
)
def test_a_draft_passes_the_checks_of_the_project(places: Places, name: str, description: str) -> None:
    files = write_draft(name, description, places)

    for command in (["format", "--check"], ["check", "--ignore", "INP001,S101"]):
        ran = subprocess.run(
            [
                sys.executable,
                "-m",
                "ruff",
                *command,
                "--no-cache",
                "--config",
                ROOT / "pyproject.toml",
                files[0],
                files[3],
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout


def test_where_there_are_no_pages_for_all_it_wants_none(places: Places) -> None:
    (places.knowledge / "company" / "about.md").unlink()

    write_draft("gardening", "", places)

    assert discover(places.specialists).specialists[0].knowledge == ("gardening",)


@pytest.mark.parametrize(
    "name", ["", "x", "Gardening", "tech support", "tech-support", "1st", "_draft", "../pets", "a" * 31, "pets.py"]
)
def test_what_cannot_be_a_name_is_refused(places: Places, tmp_path: Path, name: str) -> None:
    before = written_below(tmp_path)

    with pytest.raises(ConfigurationInvalid, match="cannot be a specialist's name"):
        write_draft(name, "", places)

    assert written_below(tmp_path) == before


@pytest.mark.parametrize("name", ["supervisor", "closing", "messages", "company", "business"])
def test_a_name_that_means_something_else_is_taken(places: Places, name: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="is taken"):
        write_draft(name, "", places)


def test_the_name_of_another_specialist_is_taken_whatever_its_file_is_called(places: Places) -> None:
    file, *_ = write_draft("gardening", "", places)
    file.rename(file.with_name("green.py"))
    file.with_suffix(".md").rename(file.with_name("green.md"))

    with pytest.raises(ConfigurationInvalid, match="'gardening' is taken"):
        write_draft("gardening", "", places)


@pytest.mark.parametrize(
    "there",
    ["specialists/pets.py", "specialists/pets.md", "knowledge/pets/pets.md", "specialists/tests/test_pets.py"],
)
def test_a_file_that_is_there_is_named_and_nothing_is_written(places: Places, tmp_path: Path, there: str) -> None:
    file = tmp_path / there
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine")
    before = written_below(tmp_path)

    with pytest.raises(ConfigurationInvalid, match=there):
        write_draft("pets", "", places)

    assert written_below(tmp_path) == before
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    "description", ['say "hi"', "two\nlines", "{call}", "$name", "x" * 61, "<!-- asked: -->", "\\"]
)
def test_a_description_that_cannot_be_said_is_refused(places: Places, description: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="said to callers"):
        write_draft("pets", description, places)
