"""What a failed command's output usually means."""

import re
from collections.abc import Iterable

_NO_NETWORK = (
    r"name resolution|could not resolve|no such host|dns error|network is unreachable|connection refused"
    r"|connection timed out|EAI_AGAIN|ENOTFOUND|failed to establish a new connection|error sending request"
)
_MEANINGS = (
    (r"no space left|disk quota exceeded", "the disk is full: make room and run this again"),
    (_NO_NETWORK, "the network cannot be reached: what is missing is fetched once, later starts need none"),
    (r"certificate verify|unknown.?issuer|self.signed certificate", "a proxy's certificate is not trusted here"),
    (r"hash(es)? (do|does) not match|hash mismatch", "a file is not the one that the lock names: do not use it"),
    (r"permission denied|EACCES|read-only file system", "this account may not write there"),
)


def hint_for(lines: Iterable[str]) -> str | None:
    """The likely cause, or None when none is known."""
    text = "\n".join(lines)
    return next((meaning for pattern, meaning in _MEANINGS if re.search(pattern, text, re.IGNORECASE)), None)
