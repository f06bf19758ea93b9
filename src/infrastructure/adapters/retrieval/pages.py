"""Markdown pages, split into the sections that are searched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

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
    for level, heading, lines in _split(MarkdownIt("commonmark").enable("table").parse(_read(path))):
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


def _split(tokens: Sequence[Token]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Headings with their level (0 before the first), and the lines below each."""
    level, heading, lines = 0, "", list[str]()
    number: int | None = None
    numbers = list[int | None]()
    cells: list[str] | None = None
    in_heading = False
    for token in tokens:
        match token.type:
            case "heading_open":
                yield level, heading, tuple(lines)
                level, heading, lines, in_heading = int(token.tag[1:]), "", [], True
            case "heading_close":
                in_heading = False
            case "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_close" | "bullet_list_close":
                numbers.pop()
            case "list_item_open":
                number = numbers[-1]
                if number is not None:
                    numbers[-1] = number + 1
            case "tr_open":
                cells = []
            case "tr_close":
                lines.append(", ".join(cells or ()))
                cells = None
            case "inline":
                text = _plain(token)
                if in_heading:
                    heading = text
                elif cells is not None:
                    cells.append(text)
                else:
                    lines.append(f"{number}. {text}" if number is not None else text)
                    number = None
            case _:
                pass
    yield level, heading, tuple(lines)


def _plain(inline: Token) -> str:
    parts = (" " if child.type in {"softbreak", "hardbreak"} else child.content for child in inline.children or ())
    return " ".join("".join(parts).split())
