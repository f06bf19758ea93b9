"""Markdown pages, split into the sections that are searched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from domain.errors import ConfigurationInvalid

_ASKED = re.compile(r"<!--\s*asked:(.*)-->", re.DOTALL)

LARGEST_PAGE_BYTES = 1_000_000
"""A page is a few thousand characters; a file this large is something else by mistake."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    :ivar page: path inside the knowledge folder.
    :ivar folder: first part of that path; empty for a page that lies in no folder.
    :ivar asked: what callers say who want to know it.
    :ivar lines: a paragraph, list item or table row each; numbered items begin with their number and a full stop.
    """

    page: str
    folder: str
    title: str
    heading: str
    lines: tuple[str, ...]
    asked: tuple[str, ...] = ()


def read_page(path: Path, root: Path) -> list[Section]:
    """The sections of a page that have text.

    :raises ConfigurationInvalid: the file is no readable text.
    """
    page = path.relative_to(root)
    folder = page.parts[0] if len(page.parts) > 1 else ""
    title, sections = "", list[Section]()
    for level, heading, blocks in _split(_read(path)):
        if level <= 1:
            title = heading or title
        lines = tuple(line for block in blocks for line in _lines(block))
        if lines:
            asked = tuple(phrase for block in blocks for phrase in _asked(block))
            whole = title or page.stem.replace("-", " ")
            sections.append(Section(page.as_posix(), folder, whole, heading or title, lines, asked))
    return sections


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_PAGE_BYTES:
            raise ConfigurationInvalid(f"the page {path} is larger than {LARGEST_PAGE_BYTES:,} bytes: split it")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationInvalid(f"the page {path} cannot be read as UTF-8 text: {error}") from error


def _split(text: str) -> Iterator[tuple[int, str, list[SyntaxTreeNode]]]:
    """Headings with their level (0 before the first), and the blocks below each."""
    level, heading, blocks = 0, "", list[SyntaxTreeNode]()
    for node in SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text)).children:
        if node.type == "heading":
            yield level, heading, blocks
            level, heading, blocks = int(node.tag[1:]), _plain(node), []
        else:
            blocks.append(node)
    yield level, heading, blocks


def _asked(block: SyntaxTreeNode) -> list[str]:
    """The phrases of a comment that begins with "asked:", one a line."""
    comment = _ASKED.fullmatch(block.content.strip()) if block.type == "html_block" else None
    return [phrase.strip() for phrase in comment[1].splitlines() if phrase.strip()] if comment else []


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
