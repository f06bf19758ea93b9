"""A program that LiveKit's library runs at every join."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infrastructure.transport.system_name import read_from_its_file


def knows() -> bool:
    return subprocess.run(["lsb_release", "-a"], check=False).returncode == 0


def test_lsb_release_knows_nothing_while_calls_are_carried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lsb_release").write_text("#!/bin/sh\n")
    (tmp_path / "lsb_release").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert knows()
    with read_from_its_file():
        assert not knows()
    assert knows()


def test_nothing_is_changed_where_there_is_no_lsb_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "false").symlink_to(shutil.which("false") or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    with read_from_its_file():
        assert os.environ["PATH"] == str(tmp_path)
