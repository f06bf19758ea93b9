"""A function becomes a tool."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pytest

from agents.toolkit import Ask, prompt_beside, said_beside, tool
from domain.entities.prompt import Prompt
from domain.entities.tool import CallContext, Kind, Services, ToolResult

CALL = CallContext("session", "key")


class Shop:
    loaves = ("rye", "white")


def _loaves(services: Services) -> Mapping[str, tuple[str, ...]]:
    return {loaf: (f"the {loaf} one",) for loaf in services.get(Shop).loaves}


@tool(about="a loaf", examples=["a loaf please"])
def slice_loaf(
    shop: Shop,
    call: CallContext,
    loaf: Annotated[str, Ask("Which loaf?", choices=_loaves)],
    slices: Annotated[int, Ask("How many slices?", "the number of slices")] = 12,
    thick: Annotated[bool, Ask("Thick ones?")] = False,
    code: Annotated[str, Ask("Your code?", digits=4)] = "",
    note: Annotated[str, Ask("Anything else?")] = "",
) -> ToolResult:
    """Slices a loaf.

    Nobody reads this.
    """
    return ToolResult(f"{call.session_id}: {slices} {loaf}, {len(shop.loaves)} kinds, {thick} {code} {note}")


def test_its_name_and_first_paragraph_describe_it() -> None:
    assert (slice_loaf.name, slice_loaf.description) == ("slice_loaf", "Slices a loaf.")


def test_its_marked_parameters_are_what_the_caller_gives() -> None:
    kinds = {argument.name: (argument.kind, argument.required) for argument in slice_loaf.arguments}

    assert kinds == {
        "loaf": (Kind.CHOICE, True),
        "slices": (Kind.COUNT, False),
        "thick": (Kind.YES_NO, False),
        "code": (Kind.DIGITS, False),
        "note": (Kind.TEXT, False),
    }


def test_what_the_caller_did_not_give_keeps_its_default() -> None:
    result = slice_loaf.run(Services(Shop()), CALL, {"loaf": "rye", "thick": True})

    assert result.say == "session: 12 rye, 2 kinds, True  "


def test_choices_come_from_the_services() -> None:
    choices = slice_loaf.arguments[0].choices

    assert choices is not None
    assert choices(Services(Shop())) == {"rye": ("the rye one",), "white": ("the white one",)}


def test_it_tells_which_services_it_needs() -> None:
    assert slice_loaf.needs == (Shop,)


def test_a_service_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match="Shop"):
        slice_loaf.run(Services(), CALL, {"loaf": "rye"})


def test_a_parameter_that_nobody_gives_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="'loaf'"):

        @tool(about="", examples=[])
        def unmarked(loaf: str) -> ToolResult:  # pyright: ignore[reportUnusedFunction]
            return ToolResult(loaf)


def test_a_parameter_that_cannot_be_asked_for_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="'weight' is no str, int or bool"):

        @tool(about="a loaf", examples=[])
        def heavy(  # pyright: ignore[reportUnusedFunction]
            weight: Annotated[float, Ask("How heavy?")],
        ) -> ToolResult:
            return ToolResult(str(weight))


def test_a_read_back_may_ask_for_nothing_more() -> None:
    def read_back(size: Annotated[str, Ask("Which size?")]) -> str:
        return size

    with pytest.raises(TypeError, match="size"):

        @tool(about="", examples=[], read_back=read_back)
        def order(loaf: Annotated[str, Ask("Which loaf?")]) -> ToolResult:  # pyright: ignore[reportUnusedFunction]
            return ToolResult(loaf)


def test_a_prompt_stands_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "baker.md").write_text("version: 7\n\nBake.\n")

    assert prompt_beside(str(tmp_path / "baker.py")) == Prompt("Bake.", "7")


def test_a_prompt_without_a_version_is_version_0() -> None:
    assert Prompt.parse("Bake.\nSlowly.") == Prompt("Bake.\nSlowly.", "0")


def test_examples_stand_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "baker.toml").write_text('[examples]\norder = ["a loaf", "two loaves"]\n')

    assert said_beside(str(tmp_path / "baker.py"))["order"] == ("a loaf", "two loaves")
