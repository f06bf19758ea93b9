"""Whether a port is free, and who holds it when it is not."""

import errno
import secrets
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import psutil

from domain.errors import ConfigurationInvalid

Transport = Literal["tcp", "udp"]

LOOPBACK = "127.0.0.1"

NEVER_GIVEN_AWAY = range(20_000, 30_000)
"""Connections get ports from 32768 on Linux, from 49152 on macOS; Kubernetes' node ports begin at 30000."""


@dataclass(frozen=True)
class PortHolder:
    """A process that listens on a port. Who it is may be hidden: then `pid` is None.

    :param command: its command line.
    """

    pid: int | None
    command: str

    def __str__(self) -> str:
        return self.command if self.pid is None else f"process {self.pid} ({self.command})"


HIDDEN = PortHolder(None, "a process of another account")


def ensure_port_free(port: int, *, use: str, host: str = LOOPBACK, transport: Transport = "tcp") -> None:
    """Say who is in the way, before anything is started.

    :param use: what the port is wanted for, to name in the error: `the agent service (PARLEY_AGENT_PORT)`.
    :raises ConfigurationInvalid: when the port is held, with its holder; or may not be used by this account.
    """
    try:
        _try_to_hold(port, host, transport)
    except PermissionError as error:
        raise ConfigurationInvalid(f"this account may not use port {port} for {use}") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise ConfigurationInvalid(f"{host} is no address of this machine: {use} cannot use it") from error
        if error.errno != errno.EADDRINUSE:
            raise
        holder = port_holder(port, transport)
        raise ConfigurationInvalid(
            f"port {port} ({transport}), wanted for {use}, is held by {holder}: stop that, or choose another port"
        ) from error


def port_holder(port: int, transport: Transport = "tcp") -> PortHolder:
    """The process that holds the port; other accounts' processes are seen by root alone."""
    for pid in _holders(port, transport):
        try:
            process = psutil.Process(pid)
            return PortHolder(pid, " ".join(process.cmdline()) or process.name())
        except psutil.Error:
            continue
    return HIDDEN


def free_port(transport: Transport = "tcp") -> int:
    """A port that is free now, of those that no system gives away by itself: no connection that somebody opens
    takes it before it is used, though a server may.
    """
    while True:
        port = secrets.choice(NEVER_GIVEN_AWAY)
        with suppress(OSError):
            _try_to_hold(port, LOOPBACK, transport)
            return port


def _try_to_hold(port: int, host: str, transport: Transport) -> None:
    with _socket(host, transport) as attempt:
        if transport == "tcp":
            # Connections of an earlier run that still linger in TIME_WAIT are no holder.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind((host, port))


def _socket(host: str, transport: Transport) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.socket(family, socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM)


def _holders(port: int, transport: Transport) -> Iterable[int]:
    try:
        connections = psutil.net_connections(kind=transport)
    except psutil.AccessDenied:
        # macOS shows all processes' connections to root alone; this account's can be read one by one.
        return _own_holders(port, transport)
    waiting = (psutil.CONN_LISTEN, psutil.CONN_NONE)
    return [
        each.pid for each in connections if each.pid and _local_port(each.laddr) == port and each.status in waiting
    ]


def _own_holders(port: int, transport: Transport) -> Iterable[int]:
    for process in psutil.process_iter():
        try:
            connections = process.net_connections(kind=transport)
        except psutil.Error:
            continue
        if any(_local_port(each.laddr) == port and each.status != "ESTABLISHED" for each in connections):
            yield process.pid


def _local_port(address: object) -> int | None:
    port = getattr(address, "port", None)
    return port if isinstance(port, int) else None
