"""A program that Go builds, from a published module, into the cache."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from parley.install.commands import Commands
from parley.install.machine import Machine
from parley.install.steps.go_toolchain import GO_FOLDER, go_toolchain

BUILDING = "building-"


def build_go_program(machine: Machine, commands: Commands, module: str, built: Path) -> None:
    """What was at `built` before stays until the new one is complete.

    :param module: with its version, `host/path/folder@v1`: Go names the program after the folder.
    :param built: where it is put.
    :raises CommandFailed: it cannot be built, or there is no Go and none can be fetched.
    """
    built.parent.mkdir(parents=True, exist_ok=True)
    _sweep(machine, built.parent)
    with (
        TemporaryDirectory(dir=built.parent, prefix=BUILDING) as folder,
        go_toolchain(machine, commands) as toolchain,
    ):
        # Without cgo no C compiler is needed, and the program runs on any libc.
        env = {**toolchain.env, "GOBIN": folder, "CGO_ENABLED": "0"}
        commands.run([toolchain.go, "install", "-v", "-trimpath", "-ldflags", "-s -w", module], env=env)
        (Path(folder) / module.partition("@")[0].rpartition("/")[2]).replace(built)


def _sweep(machine: Machine, folder: Path) -> None:
    """Gigabytes stay where a build was killed; installations wait for each other, so none is running now."""
    for left in (*folder.glob(f"{BUILDING}*"), *machine.cache.glob(f"{GO_FOLDER}*")):
        shutil.rmtree(left, ignore_errors=True)
