import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from domain.errors import ConfigurationInvalid
from parley.launch.child import Child

IGNORES_TERM = "trap '' TERM; echo ready; while :; do sleep 1; done"
WITH_A_GRANDCHILD = "sleep 60 & echo $!; wait"


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Callable[[str], Child]]:
    children: list[Child] = []

    def make(script: str) -> Child:
        child = Child("the child", ["/bin/sh", "-c", script], env={}, log=tmp_path / f"{len(children)}.log")
        children.append(child)
        return child

    yield make
    for child in children:
        await child.stop(grace_s=0)


async def said(child: Child) -> str:
    """Its first line of output."""
    async with asyncio.timeout(5):
        while "\n" not in child.log.read_text(encoding="utf-8"):
            await asyncio.sleep(0.01)
    return child.log.read_text(encoding="utf-8").splitlines()[0]


async def test_a_child_that_ends_when_asked_is_not_killed(start: Callable[[str], Child]) -> None:
    child = start("trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done")
    await child.start()
    await said(child)

    await child.stop(grace_s=5)

    assert await child.ended() == 5


async def test_a_child_that_does_not_listen_is_killed_after_the_grace_time(start: Callable[[str], Child]) -> None:
    child = start(IGNORES_TERM)
    await child.start()
    await said(child)

    await child.stop(grace_s=0.1)

    assert await child.ended() == -9


async def test_a_stop_that_is_cancelled_still_ends_the_child(start: Callable[[str], Child]) -> None:
    child = start(IGNORES_TERM)
    await child.start()
    await said(child)

    stopping = asyncio.create_task(child.stop(grace_s=60))
    await asyncio.sleep(0)
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping

    assert not child.is_running


async def test_a_child_that_wants_to_be_asked_twice_is(start: Callable[[str], Child]) -> None:
    child = start("trap 'trap \"exit 6\" TERM' TERM; echo ready; while :; do sleep 0.05; done")
    await child.start()
    await said(child)

    await child.stop(grace_s=5, insist_after_s=0.2)

    assert await child.ended() == 6


async def test_the_childs_own_children_end_with_it(start: Callable[[str], Child]) -> None:
    child = start(WITH_A_GRANDCHILD)
    await child.start()
    grandchild = psutil.Process(int(await said(child)))

    await child.stop(grace_s=5)

    grandchild.wait(timeout=5)


async def test_stopping_twice_or_before_the_start_does_nothing(start: Callable[[str], Child]) -> None:
    child = start("exit 0")
    await child.stop(grace_s=1)
    await child.start()
    await child.stop(grace_s=1)
    await child.stop(grace_s=1)

    assert not child.is_running


async def test_its_end_and_last_words_are_known(start: Callable[[str], Child]) -> None:
    child = start("echo first; echo no such setting >&2; exit 3")
    await child.start()

    assert await child.ended() == 3
    assert child.last_lines() == "first\nno such setting"


async def test_what_it_says_is_shown_line_by_line_and_kept(tmp_path: Path) -> None:
    shown: list[str] = []
    script = "echo one; echo two >&2; head -c 200000 /dev/zero | tr '\\0' x; echo; printf last"
    child = Child("the child", ["/bin/sh", "-c", script], env={}, log=tmp_path / "log", show=shown.append)
    await child.start()
    await child.ended()
    await child.stop(grace_s=1)

    assert (shown[:2], shown[-1]) == (["one", "two"], "last")
    assert sum(map(len, shown[2:-1])) == 200_000
    assert (tmp_path / "log").read_text(encoding="utf-8").startswith("one\ntwo\n")


async def test_what_a_grandchild_keeps_open_is_not_waited_for(tmp_path: Path) -> None:
    shown: list[str] = []
    child = Child(
        "the child",
        ["/bin/sh", "-c", "setsid sleep 3 & echo gone"],
        env={},
        log=tmp_path / "log",
        show=shown.append,
    )
    handles = psutil.Process().num_fds()
    await child.start()
    async with asyncio.timeout(2):
        await child.ended()
        await child.stop(grace_s=1)

    assert shown == ["gone"]
    assert psutil.Process().num_fds() == handles


async def test_it_can_be_asked_by_another_signal(start: Callable[[str], Child]) -> None:
    child = start("trap 'exit 7' USR1; echo ready; while :; do sleep 0.05; done")
    await child.start()
    await said(child)

    await child.stop(grace_s=5, by=signal.SIGUSR1)

    assert await child.ended() == 7


async def test_a_program_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    log = tmp_path / "log"
    if sys.platform == "linux":
        child = Child("the child", ["/nowhere/program"], env={}, log=log)
        await child.start()
        assert await child.ended() != 0
        assert "/nowhere/program" in child.last_lines()
    else:
        with pytest.raises(ConfigurationInvalid, match="the child cannot be started"):
            await Child("the child", ["/nowhere/program"], env={}, log=log).start()


STARTS_A_CHILD = """
import asyncio, sys
from pathlib import Path
from parley.launch.child import Child

async def main():
    child = Child("the child", ["/bin/sleep", "60"], env={}, log=Path(sys.argv[1]))
    await child.start()
    print(child.pid, flush=True)
    await child.ended()

asyncio.run(main())
"""


def child_of_a_killed_parent(log: Path, kill_when: Callable[[psutil.Process], bool], path: str) -> psutil.Process:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PATH": path}
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_A_CHILD, str(log)], stdout=subprocess.PIPE, text=True, env=env
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        while not kill_when(child):
            time.sleep(0.01)
        parent.kill()
    return child


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    child = child_of_a_killed_parent(
        tmp_path / "log", kill_when=lambda child: child.name() == "sleep", path=os.environ["PATH"]
    )

    child.wait(timeout=5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_child_whose_parent_was_killed_before_it_could_be_told_does_not_begin(tmp_path: Path) -> None:
    late = tmp_path / "setpriv"
    late.write_text(f'#!/bin/sh\nsleep 0.5\nexec {shutil.which("setpriv")} "$@"\n', encoding="utf-8")
    late.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])

    child = child_of_a_killed_parent(tmp_path / "log", kill_when=lambda _: True, path=path)

    child.wait(timeout=5)
