"""Keeps the language that was prepared, for the next start with the same words and texts."""

import logging
import os
import shutil
from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from infrastructure.adapters.pocketsphinx.language.preparation import DICTIONARY, MODEL, prepare_language

KEPT = 8
"""Languages of 3.3 MB each. With more companies than that on one machine a start takes two seconds longer."""

logger = logging.getLogger(__name__)


def bring_language(words: frozenset[str], texts: Sequence[str], folder: Path, cache: Path | None) -> None:
    """Have the prepared language in the folder: a copy of what is kept, else made anew, and kept.

    :param cache: shared by all processes of this machine; None keeps nothing. One that cannot be written to, or
        whose files are damaged, costs time only.
    """
    if cache is None:
        prepare_language(words, texts, folder)
        return
    kept = cache / _key(words, texts)
    try:
        for name in (DICTIONARY, MODEL):
            shutil.copyfile(kept / name, folder / name)
        os.utime(kept)
    except OSError:
        prepare_language(words, texts, folder)
        _keep(folder, kept)


def _keep(folder: Path, kept: Path) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=kept.parent, prefix="being-made-", ignore_cleanup_errors=True) as being_made:
            for name in (DICTIONARY, MODEL):
                shutil.copyfile(folder / name, Path(being_made) / name)
            shutil.rmtree(kept, ignore_errors=True)  # a file of it is missing
            Path(being_made).rename(kept)  # at once, or not at all: another process may read or write it too
        for old in sorted(kept.parent.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        logger.debug("the recogniser's language is not kept: %s", error)


def _key(words: frozenset[str], texts: Sequence[str]) -> str:
    """Of all that the language is made from: words and texts, code and its data, pocketsphinx' own models."""
    code = sorted(each for each in Path(__file__).parent.iterdir() if each.is_file())
    parts = [each.read_bytes() for each in code]
    parts += [metadata.version("pocketsphinx").encode(), *(word.encode() for word in sorted(words)), b""]
    parts += [text.encode() for text in texts]
    of_all = sha256()
    for part in parts:
        of_all.update(len(part).to_bytes(8, "big") + part)
    return of_all.hexdigest()
