"""Checks that the specialists can work."""

from collections.abc import Sequence
from pathlib import Path

from domain.errors import ConfigurationInvalid
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import close_services, open_services_beside
from infrastructure.specialists import Staff, find_staff
from parley.doctor.finding import Finding, State

_SUBJECT = "Specialists"


def check_specialists(folder: Path, knowledge: Path) -> Sequence[Finding]:
    """One finding for those that work, and one for each that does not; it is no fault while others answer.

    :param folder: of the specialists.
    :param knowledge: the folder of pages.
    """
    try:
        return list(_findings(_staff(folder, knowledge), folder))
    except ConfigurationInvalid as unusable:
        return [Finding(_SUBJECT, State.MISSING, str(unusable))]


def _staff(folder: Path, knowledge: Path) -> Staff:
    pages = KnowledgeFolder(knowledge).folders
    services = open_services_beside(knowledge, None)
    try:
        return find_staff(folder, pages, services)
    finally:
        close_services(services)


def _findings(staff: Staff, folder: Path) -> Sequence[Finding]:
    names = ", ".join(specialist.name for specialist in staff.specialists)
    there = (
        Finding(_SUBJECT, State.GOOD, names)
        if names
        else Finding(_SUBJECT, State.MISSING, f"none in {folder} can work", "parley specialist new NAME")
    )
    return [there, *(Finding(_SUBJECT, State.LACKING, why) for why in (*staff.left_out, *staff.lacking))]
