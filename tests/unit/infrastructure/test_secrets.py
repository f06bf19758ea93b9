"""Keys of providers."""

import logging
import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.errors import ConfigurationInvalid
from infrastructure.secrets import KeyFile, key_from

NAME = "PARLEY_OPENAI_API_KEY"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text("sk-first\n", encoding="utf-8")
    return path


def replace(file: Path, key: str) -> None:
    """As a mounted secret is replaced: another file under the same name."""
    new = file.with_suffix(".new")
    new.write_text(key, encoding="utf-8")
    os.utime(new, ns=(0, file.stat().st_mtime_ns + 1))
    new.replace(file)


def test_a_key_in_the_environment_is_taken() -> None:
    key = key_from(NAME, SecretStr(" sk-first "), None)

    assert key is not None
    assert key() == "sk-first"


@pytest.mark.parametrize("given", [None, SecretStr(""), SecretStr("  ")])
def test_no_key_is_no_key(given: SecretStr | None) -> None:
    assert key_from(NAME, given, None) is None


def test_a_key_in_a_file_is_taken_and_taken_anew_when_it_changes(file: Path) -> None:
    key = key_from(NAME, None, file)
    assert key is not None
    assert key() == "sk-first"

    replace(file, "sk-second")

    assert key() == "sk-second"


def test_a_file_that_is_gone_or_empty_for_a_moment_leaves_the_key(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = KeyFile(f"{NAME}_FILE", file)
    replace(file, "")
    assert key() == "sk-first"

    file.unlink()

    with caplog.at_level(logging.WARNING):
        assert key() == "sk-first"
    assert "cannot be read" in caplog.text
    assert "sk-" not in caplog.text


def test_a_file_that_becomes_no_text_leaves_the_key_and_is_told_without_it(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = KeyFile(f"{NAME}_FILE", file)
    file.write_bytes("sk-third".encode("utf-16"))
    os.utime(file, ns=(0, 1))

    assert key() == "sk-first"
    assert "no UTF-8 text" in caplog.text
    assert "sk-" not in caplog.text


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match=r"PARLEY_OPENAI_API_KEY_FILE: .*nowhere cannot be read"):
        key_from(NAME, None, tmp_path / "nowhere")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").touch()

    with pytest.raises(ConfigurationInvalid, match="is empty"):
        key_from(NAME, None, tmp_path / "key")


def test_two_keys_are_one_too_many(file: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match="both set"):
        key_from(NAME, SecretStr("sk-other"), file)


def test_no_key_shows_in_a_repr(file: Path) -> None:
    assert "sk-" not in repr(KeyFile(f"{NAME}_FILE", file))
