"""The installer's command line: goes through the steps, and stops at the first that is needed and fails."""

import argparse
import shutil
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from parley.install.commands import Commands
from parley.install.errors import CommandFailed, InstallFailed, NoRoom
from parley.install.hints import hint_for
from parley.install.machine import Machine, this_machine
from parley.install.one_at_a_time import one_at_a_time
from parley.install.plan import steps_for
from parley.install.progress import Progress
from parley.install.step import Step

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Install what is missing.

    :return: the exit status: 0 when all that is needed is there.
    """
    parser = argparse.ArgumentParser(prog="python3 -m parley.install", description=__doc__)
    parser.add_argument("--for", dest="purpose", choices=("run", "test", "up"), default="run")
    purpose = parser.parse_args(arguments).purpose
    # Told to end, it ends its commands and removes what is half done, as it does at Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    machine, progress = this_machine(), Progress()
    progress.say(f"Parley: what it takes to {purpose}")
    try:
        with one_at_a_time(machine.cache / "install.lock", progress.say):
            return 0 if install(steps_for(purpose, machine), machine, progress) else 1
    except KeyboardInterrupt:
        progress.say("\nStopped. What is complete is kept; the next start carries on.")
        return INTERRUPTED


def install(steps: Sequence[Step], machine: Machine, progress: Progress) -> bool:
    """Do the steps whose thing is missing.

    :return: whether all that is needed is there.
    """
    log = machine.cache / "install.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine.root}\n", encoding="utf-8")
    commands = Commands(machine.path, log, progress.show)
    for step in steps:
        there = step.found()
        if there is not None:
            progress.done(step.name, there)
        elif not _put_in_place(step, commands, progress) and step.needed:
            progress.say(f"\nAll output is in {log}\nThen run make again: what is complete is kept.")
            return False
    return True


def _put_in_place(step: Step, commands: Commands, progress: Progress) -> bool:
    began = time.monotonic()
    try:
        with progress.running(step.name, step.doing()):
            _check_room(step)
            step.install(commands)
    except InstallFailed as failure:
        _explain(step, failure, progress)
        return False
    there = step.found()
    if there is None:
        progress.failed(step.name, "was installed, and still cannot be found")
        return False
    progress.done(step.name, there, time.monotonic() - began)
    return True


def _check_room(step: Step) -> None:
    for folder in (step.machine.root, step.machine.cache):
        existing = next(each for each in (folder, *folder.parents) if each.exists())
        free_mb = shutil.disk_usage(existing).free // 2**20
        if free_mb < step.room_mb:
            raise NoRoom(existing, free_mb, step.room_mb)


def _explain(step: Step, failure: InstallFailed, progress: Progress) -> None:
    last_lines = failure.last_lines if isinstance(failure, CommandFailed) else ()
    if step.needed:
        progress.failed(step.name, str(failure))
        for line in last_lines:
            progress.say(f"      | {line}")
    else:
        progress.lacking(step.name, f"not there ({failure}): {step.without_it}")
    hint = hint_for(last_lines)
    if hint:
        progress.say(f"      Likely: {hint}")
    progress.say(f"      By hand: {step.by_hand()}")
