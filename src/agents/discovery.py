"""Finds the specialists of a folder, and names the files that are broken."""

import re
import traceback
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from agents.mistakes import mistake_in
from domain.entities.specialist import SUPERVISOR, Specialist

SPECIALISTS_FOLDER = Path(__file__).with_name("specialists")


@dataclass(frozen=True, slots=True)
class BrokenSpecialist:
    """A file that gives no specialist.

    :ivar line: where it broke; 1 when the file as a whole is wrong.
    """

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Discovered:
    """In the order of their file names."""

    specialists: tuple[Specialist, ...]
    broken: tuple[BrokenSpecialist, ...]


def discover(folder: Path = SPECIALISTS_FOLDER) -> Discovered:
    """Load every Python file of the folder. One that is broken keeps no other from its work."""
    specialists = dict[str, Specialist]()
    broken = list[BrokenSpecialist]()
    for file in sorted(folder.glob("[!_]*.py")):
        found = _load(file)
        if isinstance(found, BrokenSpecialist):
            broken.append(found)
        elif found.name in specialists or found.name in taken_names():
            broken.append(BrokenSpecialist(file, 1, f"the name {found.name!r} is taken: choose another one"))
        else:
            specialists[found.name] = found
    return Discovered(tuple(specialists.values()), tuple(broken))


def taken_names() -> frozenset[str]:
    """Names that no specialist can have: the graph of a call uses them for something else."""
    # Imported here, as the settings need this module, and much starts without the graph.
    from application.graphs.edges.route import CARRY_OUT, CLOSING, SAY, USE_TOOLS
    from application.graphs.state import CallState

    return frozenset({SUPERVISOR, SAY, CARRY_OUT, USE_TOOLS, CLOSING, *CallState.__annotations__})


def _load(file: Path) -> Specialist | BrokenSpecialist:
    loader = SourceFileLoader(f"agents.specialists.{file.stem}", str(file))
    module = ModuleType(loader.name)
    module.__file__ = str(file)
    try:
        loader.exec_module(module)
    except Exception as error:  # noqa: BLE001  (whatever it is, the others work; the caller reports it)
        return BrokenSpecialist(file, _line(error, file), f"{type(error).__name__}: {error}")
    return _specialist(module, file)


def _specialist(module: ModuleType, file: Path) -> Specialist | BrokenSpecialist:
    found = getattr(module, "SPECIALIST", None)
    if not isinstance(found, Specialist):
        return BrokenSpecialist(file, 1, "there is no SPECIALIST of type Specialist in it")
    mistake = mistake_in(found)
    if mistake is not None:
        field, reason = mistake
        return BrokenSpecialist(file, _line_of(field, file), reason)
    return found


def _line_of(field: str, file: Path) -> int:
    """Where the specialist's field is given; 1 when it is written in no such way."""
    lines = file.read_text(encoding="utf-8").splitlines()
    start = next((at for at, line in enumerate(lines) if line.startswith("SPECIALIST")), 0)
    given = re.compile(rf"\b{field}\s*=")
    return next((at + 1 for at in range(start, len(lines)) if given.search(lines[at])), start + 1)


def _line(error: Exception, file: Path) -> int:
    """The last line of this file that took part."""
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == file]
    return (lines[-1] if lines else None) or 1
