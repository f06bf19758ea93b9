"""Checks that the ports are free, or names their holders."""

from collections.abc import Mapping, Sequence

from domain.errors import ConfigurationInvalid
from parley.doctor.finding import Finding, State
from parley.launch.ports import ensure_port_free


def check_ports(ports: Mapping[str, int]) -> Sequence[Finding]:
    """A held port is no fault in itself: it may be Parley's own, running.

    :param ports: by what they are for.
    """
    return [_finding(use, port) for use, port in ports.items()]


def _finding(use: str, port: int) -> Finding:
    try:
        ensure_port_free(port, use=use)
    except ConfigurationInvalid as held:
        return Finding(f"Port {port}", State.LACKING, str(held))
    return Finding(f"Port {port}", State.GOOD, f"free, for {use}")
