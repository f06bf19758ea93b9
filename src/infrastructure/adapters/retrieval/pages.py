"""Markdown pages, split into the sections that are searched."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from domain.errors import ConfigurationInvalid

LARGEST_PAGE_BYTES = 1_000_000
"""A page is a few thousand characters; a file this large is something else by mistake."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    :ivar page: path inside the knowledge folder.
    :ivar folder: first part of that path; empty for a page that lies in no folder.
    :ivar lines: a paragraph, list item or table row each; numbered items begin with their number and a full stop.
    """

    page: str
    folder: str
    title: str
    heading: str
    lines: tuple[str, ...]


def read_page(path: Path, root: Path) -> list[Section]:
    """The sections of a page that have text.

    :raises ConfigurationInvalid: the file is no readable text.
    """
    page = path.relative_to(root)
    folder = page.parts[0] if len(page.parts) > 1 else ""
    title, sections = "", list[Section]()
    for level, heading, lines in _split(_read(path)):
        if level <= 1:
            title = heading or title
        if lines:
            name = heading or title
            sections.append(Section(page.as_posix(), folder, title or page.stem.replace("-", " "), name, lines))
    return sections


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_PAGE_BYTES:
            raise ConfigurationInvalid(f"the page {path} is larger than {LARGEST_PAGE_BYTES:,} bytes: split it")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationInvalid(f"the page {path} cannot be read as UTF-8 text: {error}") from error


def _split(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Headings with their level (0 before the first), and the lines below each."""
    level, heading, lines = 0, "", list[str]()
    for node in SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text)).children:
        if node.type == "heading":
            yield level, heading, tuple(lines)
            level, heading, lines = int(node.tag[1:]), _plain(node), []
        else:
            lines.extend(_lines(node))
    yield level, heading, tuple(lines)


def _lines(block: SyntaxTreeNode) -> list[str]:
    match block.type:
        case "paragraph":
            return [_plain(block)]
        case "ordered_list":
            first = int(block.attrs.get("start", 1))
            return [line for number, item in enumerate(block.children, first) for line in _numbered(number, item)]
        case "tr":
            return [", ".join(_plain(cell) for cell in block.children)]
        case _:
            return [line for child in block.children for line in _lines(child)]


def _numbered(number: int, item: SyntaxTreeNode) -> list[str]:
    return [f"{number}. {line}" if not position else line for position, line in enumerate(_lines(item))]


def _plain(block: SyntaxTreeNode) -> str:
    parts = (
        " " if node.type in {"softbreak", "hardbreak"} else node.content
        for node in block.walk()
        if node.type in {"softbreak", "hardbreak", "text", "code_inline"}
    )
    return " ".join("".join(parts).split())
