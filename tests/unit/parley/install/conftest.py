"""Machines for the installer's tests."""

from pathlib import Path

import pytest

from tests.fakes.machine import FakeMachine


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    return FakeMachine(tmp_path / "machine")
