"""`parley specialist new` and `parley specialist list`."""

import os
from pathlib import Path

from rich.console import Console

from infrastructure import settings
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import close_services, open_services_beside
from infrastructure.specialists import find_staff
from parley.specialist.draft import write_draft
from parley.specialist.listing import exit_status, lines
from parley.specialist.places import places

_WHAT_FOR = ("what it can do", "how it answers", "what it knows", "shows that it works")


def new_specialist(name: str, folder: Path | None, description: str) -> None:
    """Write a draft, and say what to do next.

    :param folder: None takes the one that the settings name.
    :raises ConfigurationInvalid: nothing was written; the message says why.
    """
    agents = settings.load_one(settings.AgentSettings)
    target = folder if folder is not None else agents.specialists
    written = [_short(file) for file in write_draft(name, description, places(target, agents.knowledge))]
    console = _console()
    width = max(len(file) for file in written)
    for file, what_for in zip(written, _WHAT_FOR, strict=True):
        console.print(f"wrote {file:{width}}  {what_for}")
    elsewhere = target.resolve() != agents.specialists.resolve()
    prefix = f"PARLEY_SPECIALISTS={target} " if elsewhere else ""
    spoken = name.replace("_", " ")
    console.print("\nIt works as it is:")
    console.print(f"  {prefix}parley chat     then type: When is there time for {spoken}?")
    console.print(f"  python -m pytest {written[-1]}     (pytest comes with make test)")
    console.print("Then put your own words, pages and tools in place of the example's: docs/specialists.md")


def list_specialists() -> int:
    """Tell of each, and give the exit status: 1 when one is broken.

    :raises ConfigurationInvalid: the knowledge folder or a file of the services is unusable.
    """
    agents = settings.load_one(settings.AgentSettings)
    services = open_services_beside(agents.knowledge, None)
    try:
        staff = find_staff(agents.specialists, KnowledgeFolder(agents.knowledge).folders, services)
    finally:
        close_services(services)
    console = _console()
    console.print(f"Specialists in {_short(agents.specialists)}:")
    for line in lines(staff):
        console.print(line)
    return exit_status(staff)


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def _short(file: Path) -> str:
    """From here, when it lies below."""
    here = Path.cwd()
    return os.fspath(file.resolve().relative_to(here) if file.resolve().is_relative_to(here) else file)
