"""Reads whom the agents speak for from the knowledge folder's `company.toml`."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.entities.company import Company
from domain.errors import ConfigurationInvalid


class _CompanyFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = ""
    greeting: str = ""


def read_company(root: Path) -> Company:
    """Name and greeting; a company without a name when there is no such file.

    :raises ConfigurationInvalid: the file is there, but wrong.
    """
    file = root / "company.toml"
    if not file.exists():
        return Company()
    try:
        read = _CompanyFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationInvalid(f"{file} must give name and greeting as text: {error}") from error
    if read.greeting:
        return Company(read.name, read.greeting)
    return Company(read.name, f"Hello, this is {read.name}. How can I help you?") if read.name else Company()
