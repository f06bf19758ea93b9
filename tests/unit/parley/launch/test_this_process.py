"""What is set up before anything else."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc has such heaps")

HEAPS = """
import ctypes, os, tempfile, threading
from parley.launch.this_process import prepare
prepare()
libc = ctypes.CDLL(None)
all_there = threading.Barrier(17)
def allocate():
    libc.malloc(1000)
    all_there.wait()
for _ in range(16):
    threading.Thread(target=allocate).start()
all_there.wait()
with tempfile.NamedTemporaryFile() as told:
    libc.fopen.restype = ctypes.c_void_p
    file = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
    print(told.read().count(b"<heap nr="), os.environ["MALLOC_ARENA_MAX"])
"""
"""Sixteen threads that hold memory at the same time."""


def heaps(**environment: str) -> list[int]:
    others = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    command = [sys.executable, "-c", HEAPS]
    run = subprocess.run(command, env=others | environment, capture_output=True, text=True, check=True)
    return [int(figure) for figure in run.stdout.split()]


def test_threads_share_two_heaps() -> None:
    assert heaps() == [2, 2]


def test_what_the_operator_has_set_stays() -> None:
    assert heaps(MALLOC_ARENA_MAX="5") == [5, 5]
