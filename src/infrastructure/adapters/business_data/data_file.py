"""Reads a TOML file into a checked shape, and says which key of which file is wrong."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from domain.errors import ConfigurationInvalid

Shape = TypeVar("Shape", bound=BaseModel)


class Checked(BaseModel):
    """Refuses keys that it does not know: a misspelt one would be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _number(given: object) -> object:
    if isinstance(given, (int, Decimal)) and not isinstance(given, bool):
        return given
    raise ValueError("must be a number, without quotation marks")


_Number = Annotated[Decimal, BeforeValidator(_number)]

Amount = Annotated[_Number, Field(max_digits=9, decimal_places=2)]
"""Euros, which may be below zero."""

Money = Annotated[_Number, Field(ge=0, max_digits=9, decimal_places=2)]
"""Euros."""

Percent = Annotated[_Number, Field(ge=0, le=100)]

Count = Annotated[int, Field(ge=1, strict=True)]

Text = Annotated[str, Field(min_length=1)]

Postcode = Annotated[str, Field(pattern=re.compile(r"^[0-9]{5}$"))]


def read_data(file: Path, shape: type[Shape]) -> Shape:
    """:raises ConfigurationInvalid: names the file, and in it every key that is missing or wrong."""
    try:
        # Decimals stay what is written: a binary fraction is not exact.
        content = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError as error:
        raise ConfigurationInvalid(f"{file} is missing: the services need it") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationInvalid(f"{file} cannot be read as TOML: {error}") from error
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise ConfigurationInvalid(f"{file}: {_mistakes(error)}") from error


def _mistakes(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in mistake['loc'] if part != '[key]') or 'the file'}: {mistake['msg']}"
        for mistake in error.errors(include_input=False, include_url=False)
    )
