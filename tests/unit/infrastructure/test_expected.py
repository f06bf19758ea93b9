"""What is listened for beside what the pages have."""

from collections.abc import Mapping
from typing import Annotated

from agents.toolkit import Ask, tool
from domain.entities.prompt import Prompt
from domain.entities.specialist import Specialist
from domain.entities.tool import Services, ToolResult
from infrastructure.expected import expected_words


class Shop:
    def __init__(self) -> None:
        self.flowers: Mapping[str, tuple[str, ...]] = {"sweet_pea": ("the climbing one",), "rose": ()}


def _flowers(services: Services) -> Mapping[str, tuple[str, ...]]:
    return services.get(Shop).flowers


@tool(about="flowers", examples=("Do you have flowers?",))
def flowers(shop: Shop, flower: Annotated[str, Ask("Which one?", choices=_flowers)]) -> ToolResult:
    """Says whether there is one."""
    return ToolResult(f"Yes, for {flower} there are {len(shop.flowers)}.")


FLORIST = Specialist("florist", "flowers", (), Prompt("Answer."), ("florist",), tools=(flowers,))


def test_examples_and_choices_are_expected_as_they_are_said() -> None:
    assert expected_words([FLORIST], Services(Shop())) == (
        "Do you have flowers?",
        "sweet pea",
        "the climbing one",
        "rose",
    )


def test_without_the_service_its_choices_are_not_known() -> None:
    assert expected_words([FLORIST], Services()) == ("Do you have flowers?",)
