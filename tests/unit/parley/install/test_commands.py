import os

import pytest

from parley.install.commands import Commands
from parley.install.errors import CommandFailed
from tests.fakes.machine import FakeMachine


def test_output_goes_to_the_log_and_the_newest_line_is_shown(machine: FakeMachine) -> None:
    machine.add("fetch", "echo one; echo two >&2")

    machine.commands.run(["fetch", "it"])

    log = machine.commands.log.read_text(encoding="utf-8")
    assert "$ fetch it\n" in log
    assert "one\n" in log
    assert machine.shown == ["one", "two"]


def test_a_failure_brings_the_last_lines_of_output(machine: FakeMachine) -> None:
    machine.add("fetch", "i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); done; exit 7")

    with pytest.raises(CommandFailed, match="`fetch` ended with status 7") as failure:
        machine.commands.run(["fetch"])

    assert failure.value.last_lines[0] == "line 25"
    assert failure.value.last_lines[-1] == "line 39"


def test_a_program_that_is_not_there_is_a_failed_command(machine: FakeMachine) -> None:
    with pytest.raises(CommandFailed, match="status 127"):
        machine.commands.run([str(machine.bin / "nowhere")])


def test_a_command_that_asks_a_question_gets_no_answer_and_does_not_hang(machine: FakeMachine) -> None:
    machine.add("ask", "read answer || exit 3")

    with pytest.raises(CommandFailed, match="status 3"):
        machine.commands.run(["ask"])


def test_output_that_is_no_text_is_still_logged(machine: FakeMachine) -> None:
    machine.add("noise", r"printf '\377\376 done\n'")

    machine.commands.run(["noise"])

    assert machine.shown[0].endswith("done")


def test_an_interruption_ends_the_command(machine: FakeMachine) -> None:
    machine.add("build", f"echo $$ > {machine.bin}/pid; echo started; read forever < {machine.bin}/fifo")
    os.mkfifo(machine.bin / "fifo")

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    commands = Commands(machine.facts.path, machine.commands.log, interrupt)
    with pytest.raises(KeyboardInterrupt):
        commands.run(["build"])

    pid = int((machine.bin / "pid").read_text(encoding="ascii"))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
