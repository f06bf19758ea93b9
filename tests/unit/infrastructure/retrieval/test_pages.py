"""Markdown, read into the sections that are searched."""

from pathlib import Path

import pytest

from domain.errors import ConfigurationInvalid
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.adapters.retrieval.pages import Section, read_page


def _read(root: Path, text: str) -> list[Section]:
    page = root / "bread" / "rye.md"
    page.parent.mkdir()
    page.write_text(text, encoding="utf-8")
    return read_page(page, root)


def test_each_heading_begins_a_section(tmp_path: Path) -> None:
    sections = _read(tmp_path, "# Rye\nDark.\n\n## Price\nIt costs *4* euros,\na loaf.\n")

    assert sections == [
        Section("bread/rye.md", "bread", "Rye", "Rye", ("Dark.",)),
        Section("bread/rye.md", "bread", "Rye", "Price", ("It costs 4 euros, a loaf.",)),
    ]


def test_numbered_items_keep_their_numbers(tmp_path: Path) -> None:
    (section,) = _read(tmp_path, "# Baking\n1. Knead.\n2. Wait.\n\n- Enjoy.\n")

    assert section.lines == ("1. Knead.", "2. Wait.", "Enjoy.")


def test_a_table_row_is_a_line(tmp_path: Path) -> None:
    (section,) = _read(tmp_path, "# Prices\n| loaf | euros |\n|---|---|\n| rye | 4 |\n")

    assert section.lines == ("loaf, euros", "rye, 4")


def test_links_code_and_marks_become_plain_words(tmp_path: Path) -> None:
    (section,) = _read(tmp_path, "# Rye\nSee [our **shop**](http://example.test) or `rye`.\n")

    assert section.lines == ("See our shop or rye.",)


def test_a_page_without_a_heading_is_called_by_its_file(tmp_path: Path) -> None:
    (section,) = _read(tmp_path, "Dark bread.\n")

    assert section.title == "rye"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match="nowhere"):
        KnowledgeFolder(tmp_path / "nowhere")


def test_a_folder_without_pages_is_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Not a page.")

    with pytest.raises(ConfigurationInvalid, match=tmp_path.name):
        KnowledgeFolder(tmp_path)


def test_pages_without_a_word_are_no_knowledge(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("# \n")

    with pytest.raises(ConfigurationInvalid, match=tmp_path.name):
        KnowledgeFolder(tmp_path)


def test_a_page_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigurationInvalid, match=r"broken\.md"):
        KnowledgeFolder(tmp_path)
