"""A small file that remembers what something was made from."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def digest_of(files: Iterable[Path], *facts: str) -> str:
    """One digest over the files' names and contents, and over further facts. A missing file counts as such."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"{fact}\0".encode())
    for file in sorted(files):
        content = file.read_bytes() if file.is_file() else b"missing"
        digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


class Stamp:
    """Written after the work is complete, so that work which was interrupted is done again."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def matches(self, digest: str) -> bool:
        try:
            return self._file.read_text(encoding="ascii") == digest
        except (OSError, UnicodeDecodeError):
            return False

    def write(self, digest: str) -> None:
        new = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        new.write_text(digest, encoding="ascii")
        new.replace(self._file)

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)
