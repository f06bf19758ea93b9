"""What a specialist is written with. `tool` makes a tool of a function: its parameters say what is asked of the
caller, and which services it needs.
"""

import inspect
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from domain.entities.prompt import Prompt
from domain.entities.tool import Argument, Arguments, CallContext, Kind, Services, Tool, ToolResult, Value

Answer = TypeVar("Answer")

_KINDS = {str: Kind.TEXT, int: Kind.COUNT, bool: Kind.YES_NO}

_WORKS_OUT = Callable[[Services], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Ask:
    """Marks a parameter as one that the caller gives: `plan: Annotated[str, Ask("Which plan?")]`.

    :ivar question: how the caller is asked for it.
    :ivar about: what it is, for the model; the question when empty.
    :ivar kind: None takes what the type says: text, a count, or yes and no.
    :ivar choices: what it may be: names, or names with other ways to say them; a function of the services where
        only they know.
    :ivar digits: how many digits a code has; 0 takes any number.
    """

    question: str
    about: str = ""
    kind: Kind | None = None
    choices: Sequence[str] | Mapping[str, tuple[str, ...]] | _WORKS_OUT | None = None
    digits: int = 0


def tool(
    *,
    about: str,
    examples: Sequence[str],
    read_back: Callable[..., str] | None = None,
) -> Callable[[Callable[..., ToolResult]], Tool]:
    """Decorates a function that answers a `ToolResult`. Its docstring tells the model what it does.

    Parameters marked with `Ask` come from the caller; those with a default may be missing. A `CallContext` gives
    the call; any other type is a service, found by that type. A function may block for a second.

    :param about: what it is about, as the end of "You called about ...".
    :param examples: what callers who want it say; about ten different ones. They are part of what a model is told
        of the tool, and some providers take 1,024 characters.
    :param read_back: for a tool with an effect: a function with the same parameters, or some of them, that asks
        the caller for a yes.
    """

    def make(function: Callable[..., ToolResult]) -> Tool:
        asked = _marked(function)
        if read_back is not None and (unknown := _marked(read_back).keys() - asked.keys()):
            raise TypeError(
                f"{read_back.__name__} wants {', '.join(sorted(unknown))}, which the tool does not ask for"
            )
        return Tool(
            name=function.__name__,
            description=inspect.cleandoc(function.__doc__ or "").split("\n\n")[0].replace("\n", " "),
            examples=tuple(examples),
            arguments=tuple(asked.values()),
            about=about,
            run=_called(function),
            read_back=_called(read_back) if read_back is not None else None,
            needs=_needed(function),
        )

    return make


def prompt_beside(file: str) -> Prompt:
    """The prompt in the Markdown file beside a Python file: `prompt_beside(__file__)`."""
    return Prompt.parse(Path(file).with_suffix(".md").read_text(encoding="utf-8"))


def said_beside(file: str, table: str = "examples") -> Mapping[str, tuple[str, ...]]:
    """What callers say, from a table of the TOML file beside a Python file: `said_beside(__file__)["quote"]`.

    :returns: the phrases by what they want.
    """
    data = tomllib.loads(Path(file).with_suffix(".toml").read_text(encoding="utf-8"))
    return {name: tuple(phrases) for name, phrases in data[table].items()}


def _marked(function: Callable[..., object]) -> dict[str, Argument]:
    """The parameters that the caller gives.

    :raises TypeError: a parameter is neither marked nor of a type that can be looked up.
    """
    hints = get_type_hints(function, include_extras=True)
    found = dict[str, Argument]()
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints.get(name)
        if hint is None:
            raise TypeError(f"{function.__name__}: give the parameter {name!r} a type")
        asked = _ask(hint)
        if asked is not None:
            found[name] = _argument(name, get_args(hint)[0], asked, required=parameter.default is parameter.empty)
        elif hint in _KINDS:
            raise TypeError(f"{function.__name__}: say with Ask how the caller is asked for {name!r}")
    return found


def _needed(function: Callable[..., object]) -> tuple[type, ...]:
    """The types of the services among its parameters."""
    hints = get_type_hints(function, include_extras=True)
    parameters = (hints[name] for name in inspect.signature(function).parameters)
    return tuple(hint for hint in parameters if _ask(hint) is None and hint is not CallContext)


def _ask(hint: object) -> Ask | None:
    if get_origin(hint) is not Annotated:
        return None
    return next((extra for extra in get_args(hint)[1:] if isinstance(extra, Ask)), None)


def _argument(name: str, kind: type, asked: Ask, *, required: bool) -> Argument:
    choices = asked.choices
    if choices is not None and not callable(choices):
        named = choices if isinstance(choices, Mapping) else dict.fromkeys(choices, ())
        choices = _always(named)
    said = Kind.CHOICE if choices is not None else Kind.DIGITS if asked.digits else _KINDS.get(kind)
    taken = asked.kind or said
    if taken is None:
        raise TypeError(f"{name!r} is no str, int or bool: callers cannot be asked for anything else")
    return Argument(name, taken, asked.about or asked.question, asked.question, required, choices, asked.digits)


def _always(named: Mapping[str, tuple[str, ...]]) -> _WORKS_OUT:
    return lambda _: named


def _called(function: Callable[..., Answer]) -> Callable[[Services, CallContext, Arguments], Answer]:
    return lambda services, call, arguments: function(**_given(function, services, call, arguments))


def _given(
    function: Callable[..., object], services: Services, call: CallContext, arguments: Arguments
) -> dict[str, Any]:
    """What the function is called with; arguments that are missing are left to their defaults."""
    hints = get_type_hints(function, include_extras=True)
    given = dict[str, Any]()
    for name in inspect.signature(function).parameters:
        hint = hints[name]
        if _ask(hint) is not None:
            value: Value | None = arguments.get(name)
            if value is not None:
                given[name] = value
        elif hint is CallContext:
            given[name] = call
        else:
            given[name] = services.get(hint)
    return given
