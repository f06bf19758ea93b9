"""Emulated providers in a process of their own, so that their work takes nothing from what is measured."""

import logging
import multiprocessing
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

from starlette.applications import Starlette

from emulators.serving import served

STARTS_WITHIN_S = 30.0
STOPS_WITHIN_S = 5.0

KEY = "emulated"
"""The emulators take any."""


class NotStarted(Exception):
    """The emulated providers did not answer in time."""


@contextmanager
def emulated(make: Callable[[], Starlette]) -> Generator[str]:
    """Yields `127.0.0.1:port`.

    :param make: stands at the top of its module: the other process imports it.
    """
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(make, theirs), name="emulated providers", daemon=True)
    process.start()
    theirs.close()
    try:
        yield _address(ours)
    finally:
        ours.close()
        process.join(STOPS_WITHIN_S)
        process.kill()


def _address(child: Connection) -> str:
    try:
        if child.poll(STARTS_WITHIN_S):
            return child.recv()
    except EOFError:
        raise NotStarted("the emulated providers ended at once; the reason stands above") from None
    raise NotStarted(f"no emulated providers within {STARTS_WITHIN_S:g} s")


def _serve(make: Callable[[], Starlette], parent: Connection) -> None:
    logging.disable(logging.ERROR)  # that requests are cut off at the end
    with served(make()) as address:
        parent.send(address)
        with suppress(EOFError):  # it has ended, or wants no more
            parent.recv()
