"""A third specialist, added as an operator adds one: a file, its prompt, a page; nothing else is touched."""

from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree

from agents.discovery import SPECIALISTS_FOLDER

_GARDENING = '''"""Gardening: what plants need."""

from typing import Annotated

from agents.toolkit import Ask, prompt_beside, tool
from domain.entities.specialist import Pace, Specialist
from domain.entities.tool import ToolResult

DAYS = {"roses": 3, "tomatoes": 2, "lawn": 7}


@tool(
    about="watering your plants",
    examples=(
        "How often do I water the roses?",
        "When do the tomatoes need water?",
        "My lawn is dry, how often does it want water?",
    ),
)
def watering(plant: Annotated[str, Ask("Which plant is it?", "the plant", choices=tuple(DAYS))]) -> ToolResult:
    """Says how often a plant is watered."""
    return ToolResult(f"Water the {plant} every {DAYS[plant]} days.", facts={"plant": plant, "days": DAYS[plant]})


SPECIALIST = Specialist(
    name="gardening",
    description="plants and gardens",
    keywords=("garden", "plant", "water", "rose", "lawn"),
    prompt=prompt_beside(__file__),
    knowledge=("gardening", "company"),
    tools=(watering,),
    voice="rms",
    pace=Pace.PATIENT,
)
'''
_PROMPT = "version: 4\n\nYou are the gardener on a telephone line. Name the plant that you speak of.\n"
_PAGE = (
    "# Roses\n\n## When to cut roses\n<!-- asked:\nwhen do i cut the roses\n-->\nCut the roses in early spring.\n"
)


@dataclass(frozen=True)
class Company:
    """Where its specialists and its pages are."""

    specialists: Path
    knowledge: Path


def company_with_gardening(folder: Path) -> Company:
    """The demo company, copied below a folder, with one more specialist."""
    root = Path(__file__).parents[1]
    company = Company(folder / "specialists", folder / "knowledge")
    company.knowledge.mkdir()
    copy(root / "knowledge" / "company.toml", company.knowledge)
    # By name, as this checkout may have been given a third specialist already.
    for name in ("business", "company", "sales", "tech_support"):
        copytree(root / "knowledge" / name, company.knowledge / name)
    company.specialists.mkdir()
    for name in ("sales", "tech_support"):
        copy(SPECIALISTS_FOLDER / f"{name}.py", company.specialists)
        copy(SPECIALISTS_FOLDER / f"{name}.md", company.specialists)
    (company.specialists / "gardening.py").write_text(_GARDENING, encoding="utf-8")
    (company.specialists / "gardening.md").write_text(_PROMPT, encoding="utf-8")
    (company.knowledge / "gardening").mkdir()
    (company.knowledge / "gardening" / "roses.md").write_text(_PAGE, encoding="utf-8")
    return company
