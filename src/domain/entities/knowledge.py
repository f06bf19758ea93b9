"""What the company has written down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a page.

    :ivar source: the page's path inside the knowledge folder, with the section's heading.
    :ivar text: plain text, without Markdown.
    :ivar score: how well it fits the question; comparable within one search only.
    """

    source: str
    title: str
    text: str
    score: float = 0.0
