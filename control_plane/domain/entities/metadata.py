"""What a caller's page may tell the agents about the call."""

import json
from collections.abc import Mapping
from typing import cast

from control_plane.domain.errors import FieldRefused

LARGEST_BYTES = 8 * 1024 - 256
"""With ours, as much as an agent service takes. Metadata is a few facts (a language, a page, a customer number);
it travels in every record of the call.
"""
DEEPEST = 8
OURS = frozenset({"tenant", "owner"})
"""Whose the call is, and so who pays, is not for callers to say."""
MOST_FIELDS = 32 - len(OURS)
"""With ours, as many as an agent service takes."""


def checked_metadata(metadata: Mapping[str, object]) -> Mapping[str, object]:
    """The metadata, if it can be passed on as JSON.

    :raises FieldRefused: too large, too deep, too wide, with fields of ours, or with numbers or text that JSON in
        UTF-8 lacks.
    """
    if OURS & metadata.keys():
        raise FieldRefused("metadata", f"{' and '.join(sorted(OURS))} are set by the service: leave them out")
    if len(metadata) > MOST_FIELDS:
        raise FieldRefused("metadata", f"at most {MOST_FIELDS} fields")
    if _depth(metadata) > DEEPEST:
        raise FieldRefused("metadata", f"at most {DEEPEST} levels deep")
    try:
        encoded = json.dumps(metadata, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError) as error:
        raise FieldRefused("metadata", "finite numbers and valid Unicode text only") from error
    if len(encoded) > LARGEST_BYTES:
        raise FieldRefused("metadata", f"at most {LARGEST_BYTES} bytes as JSON")
    return metadata


def _depth(value: object) -> int:
    """Levels of nesting, found level by level: a hostile value must not exhaust the stack."""
    depth, level = 0, _inside([value])
    while level and depth <= DEEPEST:
        depth += 1
        level = [inner for container in level for inner in _inside(container)]
    return depth


def _inside(container: object) -> list[object]:
    """The objects and lists that an object or a list holds."""
    if isinstance(container, dict):
        held = list(cast("dict[str, object]", container).values())
    else:
        held = cast("list[object]", container)
    return [item for item in held if isinstance(item, dict | list)]
