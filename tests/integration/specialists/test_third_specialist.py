"""A third specialist answers because its files are there; a broken one keeps no other from its work."""

from pathlib import Path

import pytest

from domain.entities.tool import Outcome
from parley.specialist.typed_call import Answer, typed_call
from tests.third_specialist import Company, company_with_gardening


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return company_with_gardening(tmp_path)


def call(company: Company, *says: str) -> list[Answer]:
    return typed_call(company.specialists, company.knowledge, *says)


def test_its_tool_asks_for_what_is_missing_and_answers(company: Company) -> None:
    asked, answer = call(company, "How often do I have to water?", "The roses")

    assert asked == Answer("gardening", "Which plant is it?", (("watering", Outcome.NEEDS),))
    assert answer == Answer("gardening", "Water the roses every 3 days.", (("watering", Outcome.DONE),))


def test_its_page_is_told(company: Company) -> None:
    (answer,) = call(company, "When do I cut the roses?")

    assert answer == Answer("gardening", "Cut the roses in early spring.", ())


def test_the_others_keep_their_callers(company: Company) -> None:
    price, fault, outage = call(
        company, "What does the pro plan cost?", "My router keeps losing the connection", "My postcode is 42175"
    )

    assert (price.specialist, "39 euros" in price.text) == ("sales", True)
    assert (fault.specialist, outage.specialist) == ("tech_support", "tech_support")


def test_a_call_goes_to_it_and_back(company: Company) -> None:
    answers = call(
        company, "What does the pro plan cost?", "How often do I water the lawn?", "And what does basic cost?"
    )

    assert [answer.specialist for answer in answers] == ["sales", "gardening", "sales"]
    assert "every 7 days" in answers[1].text
    assert "19 euros" in answers[2].text


@pytest.mark.parametrize(
    ("good", "bad", "line", "reason"),
    [
        ("DAYS = {", "DAYS = {]", 9, "SyntaxError"),
        ("import Ask,", "import Asks,", 5, "ImportError"),
        ("def watering(plant: Annotated[", "def watering(plant: str, other: Annotated[", 12, "say with Ask"),
    ],
)
def test_when_it_is_broken_its_file_and_line_are_named_and_the_others_work(
    company: Company, caplog: pytest.LogCaptureFixture, good: str, bad: str, line: int, reason: str
) -> None:
    file = company.specialists / "gardening.py"
    file.write_text(file.read_text(encoding="utf-8").replace(good, bad), encoding="utf-8")

    (answer,) = call(company, "What does the pro plan cost?")

    assert "39 euros" in answer.text
    (complaint,) = [record.getMessage() for record in caplog.records if "left out" in record.getMessage()]
    assert f"{file}:{line}: " in complaint
    assert reason in complaint


def test_without_its_pages_it_is_left_out_and_the_others_work(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    (company.knowledge / "gardening" / "roses.md").unlink()

    (answer,) = call(company, "What does the pro plan cost?")

    assert "39 euros" in answer.text
    assert "gardening: the knowledge folder has no pages in gardening" in caplog.text
