from pathlib import Path

import pytest

from parley.doctor.finding import State
from parley.doctor.specialists import check_specialists
from tests.third_specialist import Company, company_with_gardening


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return company_with_gardening(tmp_path)


def test_those_that_work_are_named(company: Company) -> None:
    (found,) = check_specialists(company.specialists, company.knowledge)

    assert (found.state, found.detail) == (State.GOOD, "gardening, sales, tech_support")


def test_a_broken_one_is_named_with_its_line_and_is_no_failure_while_others_work(company: Company) -> None:
    (company.specialists / "torn.py").write_text("x = 1\ny = z\n")

    there, torn = check_specialists(company.specialists, company.knowledge)

    assert there.state is State.GOOD
    assert torn.state is State.LACKING
    assert torn.detail.startswith(f"{company.specialists / 'torn.py'}:2: NameError")


def test_nobody_to_answer_is_a_failure_with_the_line_to_type(company: Company, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    (found,) = check_specialists(tmp_path / "empty", company.knowledge)

    assert (found.state, found.remedy) == (State.MISSING, "parley specialist new NAME")


def test_a_knowledge_folder_that_is_not_there_is_a_failure(company: Company, tmp_path: Path) -> None:
    (found,) = check_specialists(company.specialists, tmp_path / "nowhere")

    assert found.state is State.MISSING
    assert "nowhere" in found.detail
