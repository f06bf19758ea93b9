"""Arguments as a model gives them, made what the tool expects."""

import re
from collections.abc import Mapping
from typing import Any

from domain.entities.email_address import is_email_address
from domain.entities.tool import Argument, Arguments, Kind, Services, Tool, Value

_LONGEST_TEXT = 500

_LARGEST_COUNT = 10_000


def understood(tool: Tool, given: Mapping[str, Any], services: Services) -> Arguments:
    """Those that the tool has and that make sense; the others count as missing."""
    values = {
        argument.name: _understood(argument, given[argument.name], services)
        for argument in tool.arguments
        if given.get(argument.name) is not None
    }
    return {name: value for name, value in values.items() if value is not None}


def unusable(tool: Tool, given: Mapping[str, Any], arguments: Arguments) -> Argument | None:
    """The first argument that was given but cannot be understood: it must not pass for one that was not given."""
    return next(
        (each for each in tool.arguments if given.get(each.name) is not None and each.name not in arguments), None
    )


def missing(tool: Tool, arguments: Arguments) -> Argument | None:
    """The first required argument that is not there."""
    return next((each for each in tool.arguments if each.required and each.name not in arguments), None)


def _understood(argument: Argument, given: Any, services: Services) -> Value | None:
    text = str(given).strip()
    match argument.kind:
        case Kind.COUNT:
            text = text.removesuffix(".0")
            return int(text) if text.isdecimal() and 0 < int(text) <= _LARGEST_COUNT else None
        case Kind.YES_NO:
            return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower())
        case Kind.CHOICE:
            return _choice(argument, text, services)
        case Kind.DIGITS:
            digits = re.sub(r"[\s-]", "", text)
            fits = digits.isdecimal() and digits.isascii() and len(digits) == (argument.digits or len(digits))
            return digits if fits else None
        case Kind.EMAIL:
            return text.lower() if is_email_address(text) else None
        case Kind.TEXT:
            return text[:_LONGEST_TEXT] or None


def _choice(argument: Argument, text: str, services: Services) -> str | None:
    choices: Mapping[str, object] = argument.choices(services) if argument.choices is not None else {}
    return next((choice for choice in choices if choice.lower() == text.lower()), None)
