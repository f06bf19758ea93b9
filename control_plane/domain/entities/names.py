"""What rooms, callers and tenants may be called, and the names that are made when none is asked for."""

import re
import secrets

from control_plane.domain.errors import FieldRefused

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
NAME_RULE = "1 to 64 of the letters a-z and A-Z, digits, '.', '_' and '-', beginning with a letter or digit"
AGENT = re.compile(r"agent([._-].*)?", re.ASCII | re.IGNORECASE)


def checked_room(name: str) -> str:
    """:raises FieldRefused: the name breaks the rule."""
    if not NAME.fullmatch(name):
        raise FieldRefused("room", NAME_RULE)
    return name


def checked_identity(name: str) -> str:
    """The name, if nobody can take it for an agent's.

    Only ASCII passes, so letters that look alike, blanks and control characters are out before names are compared.

    :raises FieldRefused: the name breaks the rule, or is like those of agents (`agent-...`).
    """
    if not NAME.fullmatch(name):
        raise FieldRefused("identity", NAME_RULE)
    if AGENT.fullmatch(name):
        raise FieldRefused("identity", "names that begin with 'agent' and a separator belong to agents")
    return name


def is_tenant(name: object) -> bool:
    return isinstance(name, str) and NAME.fullmatch(name) is not None


def new_room() -> str:
    """128 random bits: who knows the name has been told it."""
    return f"call-{secrets.token_hex(16)}"


def new_identity() -> str:
    return f"caller-{secrets.token_hex(16)}"


def identity_of(owner: str) -> str:
    """Of somebody who has logged in, the same in every call.

    :param owner: as `Principal.owner`.
    """
    return f"user-{owner}"


def new_call_id() -> str:
    """128 random bits: of callers who cannot be told apart, whoever knows a call's id may see and end the call."""
    return secrets.token_hex(16)
