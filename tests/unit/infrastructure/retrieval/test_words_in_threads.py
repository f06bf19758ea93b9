"""Calls are answered in several threads at once, and share the words that they know."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from sys import setswitchinterval

import pytest

from infrastructure.adapters.retrieval.words import canonical

WORDS = [
    f"{stem}{ending}"
    for stem in ("walk", "connect", "happ", "relat")
    for ending in ("ing", "ed", "iness", "ional")
]


@pytest.fixture(autouse=True)
def hasty_threads() -> Generator[None]:
    setswitchinterval(1e-6)
    yield
    setswitchinterval(0.005)


def test_a_word_has_the_same_form_in_every_thread() -> None:
    alone = {word: canonical.__wrapped__(word) for word in WORDS}
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(canonical.__wrapped__, WORDS * 50))

    assert found == [alone[word] for word in WORDS * 50]
