"""Keys of providers: from the environment, or from files that may change while the service runs."""

import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from domain.errors import ConfigurationInvalid

logger = logging.getLogger(__name__)

Key = Callable[[], str]
"""Gives the key as it is now. Asked for each connection; a key is never kept."""


class KeyFile:
    """A mounted secret, read again when it has changed: a key is rotated without a restart.

    A file that cannot be read for a moment, as while it is replaced, leaves the key as it was.

    :param name: the setting that names the file, for messages.
    :raises ConfigurationInvalid: there is no such file, or it is empty.
    """

    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self._path = path
        self._changed_ns = 0
        self._key = ""
        try:
            self._read()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationInvalid(f"{name}: {path} cannot be read: {_why(error)}") from None
        if not self._key:
            raise ConfigurationInvalid(f"{name}: {path} is empty: write the key into it")

    def __call__(self) -> str:
        try:
            self._read()
        except (OSError, UnicodeDecodeError) as error:
            logger.warning("%s cannot be read: the key stays as it was (%s)", self._name, _why(error))
        return self._key

    def __repr__(self) -> str:
        return f"KeyFile({self._name})"

    def _read(self) -> None:
        changed_ns = self._path.stat().st_mtime_ns
        if changed_ns == self._changed_ns:
            return
        key = self._path.read_text(encoding="utf-8").strip()
        if key:
            self._key, self._changed_ns = key, changed_ns


def _why(error: OSError | UnicodeDecodeError) -> str:
    """Without a byte of what is in the file."""
    return "it is no UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error.strerror)


def key_from(name: str, given: SecretStr | None, file: Path | None) -> Key | None:
    """None where neither is set.

    :param name: of the setting with the key itself; the one with the file ends in `_FILE`.
    :raises ConfigurationInvalid: both are set, or the file cannot be used.
    """
    if given is not None and file is not None:
        raise ConfigurationInvalid(f"{name} and {name}_FILE are both set: keep one of them")
    if file is not None:
        return KeyFile(f"{name}_FILE", file)
    if given is None or not given.get_secret_value().strip():
        return None
    return lambda: given.get_secret_value().strip()
