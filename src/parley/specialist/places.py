"""Where the files of a new specialist belong."""

from dataclasses import dataclass
from pathlib import Path

from agents.discovery import SPECIALISTS_FOLDER
from domain.errors import ConfigurationInvalid

_CHECKOUT = SPECIALISTS_FOLDER.parents[2]


@dataclass(frozen=True, slots=True)
class Places:
    """:ivar specialists: the folder of specialists.
    :ivar knowledge: the folder that holds a folder of pages for each.
    :ivar tests: the folder of their tests.
    """

    specialists: Path
    knowledge: Path
    tests: Path


def places(specialists: Path, knowledge: Path) -> Places:
    """Tests of Parley's own folder lie with Parley's own tests; those of any other folder in `tests` inside it.

    :raises ConfigurationInvalid: there is no such knowledge folder, or the folder of specialists belongs to an
        installed package.
    """
    if not knowledge.is_dir():
        raise ConfigurationInvalid(
            f"there is no knowledge folder at {knowledge}: go where it is, or name it with PARLEY_KNOWLEDGE"
        )
    if specialists.resolve() != SPECIALISTS_FOLDER.resolve():
        return Places(specialists, knowledge, specialists / "tests")
    if not (_CHECKOUT / "pyproject.toml").is_file():
        raise ConfigurationInvalid(
            "Parley is installed as a package, which is no place for your files: name a folder with --folder"
        )
    return Places(specialists, knowledge, _CHECKOUT / "tests" / "specialists")
