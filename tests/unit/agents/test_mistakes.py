"""What would break the team is seen in the file that brings it."""

from pathlib import Path

import pytest

from agents.discovery import discover

FILE = """from agents.toolkit import tool
from domain.entities.prompt import Prompt
from domain.entities.specialist import Specialist
from domain.entities.tool import ToolResult


@tool(about="bells", examples=("ring the bell",))
def ring() -> ToolResult:
    \"\"\"Rings.\"\"\"
    return ToolResult("It rings.")


SPECIALIST = Specialist(
    name="bells",
    description="bells",
    keywords=("bell",),
    prompt=Prompt("Answer."),
    knowledge=("bells",),
    tools=(ring,),
)
"""
OTHER = FILE.replace('name="bells"', 'name="other"')


@pytest.mark.parametrize(
    ("good", "bad", "line", "reason"),
    [
        ('name="bells"', "name=3", 14, "the name 3 is no identifier"),
        ('description="bells"', 'description=("bells",)', 15, "the description must be a text"),
        (
            'keywords=("bell",)',
            'keywords=("bell")',
            16,
            "keywords must be a tuple of texts; one alone needs a comma",
        ),
        ('Prompt("Answer.")', '"Answer."', 17, "prompt_beside"),
        ('knowledge=("bells",)', 'knowledge="bells"', 18, "knowledge must be a tuple of texts"),
        ("tools=(ring,)", "tools=(ring)", 19, "tools must be a tuple of functions with @tool above them"),
        ("tools=(ring,)", "tools=(print,)", 19, "tools must be a tuple of functions with @tool above them"),
        ("tools=(ring,)", "tools=(ring, ring)", 19, "there are 2 tools by the name 'ring'"),
        ("tools=(ring,)", "voice=1", 19, "the voice must be the name of one"),
        ("tools=(ring,)", "pace='slow'", 19, "Pace.BRISK, Pace.NORMAL, Pace.PATIENT"),
    ],
)
def test_it_is_named_with_its_line_and_the_others_work(
    tmp_path: Path, good: str, bad: str, line: int, reason: str
) -> None:
    (tmp_path / "bells.py").write_text(FILE.replace(good, bad))
    (tmp_path / "other.py").write_text(OTHER)

    found = discover(tmp_path)

    assert [specialist.name for specialist in found.specialists] == ["other"]
    assert found.broken[0].line == line
    assert reason in found.broken[0].reason


def test_what_is_right_passes(tmp_path: Path) -> None:
    (tmp_path / "bells.py").write_text(FILE)

    assert not discover(tmp_path).broken
