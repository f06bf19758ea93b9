"""What `parley specialist new` writes is right as it is."""

import subprocess
import sys
from pathlib import Path

from parley.specialist.draft import write_draft
from parley.specialist.places import places
from tests.third_specialist import company_with_gardening

ROOT = Path(__file__).parents[3]


DRAFTS = {"pets": "cats, dogs and what they eat", "parking_permits": "", "returns": ""}


def test_the_tests_of_drafts_pass_with_the_whole_team_around_them(tmp_path: Path) -> None:
    company = company_with_gardening(tmp_path)
    where = places(company.specialists, company.knowledge)
    tests = [write_draft(name, description, where)[-1] for name, description in DRAFTS.items()]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "9 passed" in ran.stdout, ran.stdout
