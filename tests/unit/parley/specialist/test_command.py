"""`parley specialist`, as it is typed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from parley.cli import app
from tests.third_specialist import Company, company_with_gardening


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    company = company_with_gardening(tmp_path)
    monkeypatch.setenv("PARLEY_SPECIALISTS", str(company.specialists))
    monkeypatch.setenv("PARLEY_KNOWLEDGE", str(company.knowledge))
    monkeypatch.chdir(tmp_path)
    return company


def typed(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["specialist", *words])
    return result.exit_code, result.output


@pytest.mark.usefixtures("company")
def test_the_list_tells_tools_voice_pace_and_prompt() -> None:
    status, told = typed("list")

    assert status == 0
    assert "✓ gardening: plants and gardens\n    tools      watering\n" in told
    assert "voice      rms" in told
    assert "pace       patient" in told
    assert "prompt     version 4" in told
    assert "place_order (after the caller's yes)" in told


def test_the_list_names_what_is_broken_with_its_line_and_fails(company: Company) -> None:
    (company.specialists / "torn.py").write_text("x = 1\nraise ValueError('no such page')\n")

    status, told = typed("list")

    assert status == 1
    assert f"✗ {company.specialists / 'torn.py'}:2: ValueError: no such page" in told
    assert "✓ sales" in told


def test_the_list_names_a_tool_without_its_service_and_a_specialist_without_pages(company: Company) -> None:
    for file in (company.knowledge / "business").iterdir():
        file.unlink()
    (company.knowledge / "business").rmdir()
    (company.knowledge / "gardening" / "roses.md").unlink()

    status, told = typed("list")

    assert status == 1
    assert "! sales works without the tool quote: there is no Pricing" in told
    assert "✗ gardening: the knowledge folder has no pages in gardening" in told


def test_a_line_that_looks_like_a_little_picture_is_a_number(company: Company) -> None:
    (company.specialists / "torn.py").write_text("\n" * 99 + "raise ValueError('no')\n")

    assert "torn.py:100: ValueError" in typed("list")[1]


@pytest.mark.usefixtures("company")
def test_a_new_one_is_listed_and_what_to_do_next_is_said(tmp_path: Path) -> None:
    status, told = typed("new", "pets", "--description", "cats and dogs")

    assert status == 0
    assert "wrote specialists/pets.py" in told
    assert "python -m pytest specialists/tests/test_pets.py" in told
    assert "PARLEY_SPECIALISTS" not in told
    assert "✓ pets: cats and dogs" in typed("list")[1]


@pytest.mark.usefixtures("company")
def test_in_a_folder_that_no_setting_names_the_setting_is_said(tmp_path: Path) -> None:
    status, told = typed("new", "pets", "--folder", str(tmp_path / "others"))

    assert status == 0
    assert f"PARLEY_SPECIALISTS={tmp_path / 'others'} parley chat" in told
