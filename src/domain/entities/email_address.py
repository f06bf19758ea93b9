"""E-mail addresses, as far as their looks tell."""

import re

LONGEST = 254
"""RFC 5321 §4.5.3.1.3, less the angle brackets."""

_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def is_email_address(text: str) -> bool:
    return len(text) <= LONGEST and _WRITTEN.fullmatch(text) is not None
