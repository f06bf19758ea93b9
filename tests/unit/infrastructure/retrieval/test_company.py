"""Whom the agents speak for."""

from pathlib import Path

import pytest

from domain.errors import ConfigurationInvalid
from infrastructure.adapters.retrieval.company import read_company


def test_name_and_greeting_are_read(tmp_path: Path) -> None:
    (tmp_path / "company.toml").write_text('name = "Crumb"\ngreeting = "Good day."\n')

    company = read_company(tmp_path)

    assert (company.name, company.greeting) == ("Crumb", "Good day.")


def test_a_name_alone_gives_a_greeting(tmp_path: Path) -> None:
    (tmp_path / "company.toml").write_text('name = "Crumb"\n')

    assert "Crumb" in read_company(tmp_path).greeting


def test_without_the_file_there_is_still_a_greeting(tmp_path: Path) -> None:
    assert read_company(tmp_path).greeting


@pytest.mark.parametrize("text", ["name = 4", "nmae = 'Crumb'", "name ="])
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "company.toml").write_text(text)

    with pytest.raises(ConfigurationInvalid, match=r"company\.toml"):
        read_company(tmp_path)
