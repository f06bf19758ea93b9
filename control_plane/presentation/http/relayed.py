"""Whether a request came through a proxy."""

from starlette.requests import HTTPConnection

ADDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
OLD = "1.0"
"""What nginx speaks, which adds no header unless it is told to. Clients on this machine speak HTTP/1.1."""


def is_relayed(connection: HTTPConnection) -> bool:
    """By a proxy on this machine, which lets others in. One that hides itself is not seen."""
    return connection.scope.get("http_version") == OLD or any(header in connection.headers for header in ADDED)
