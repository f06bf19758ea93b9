from parley.install.steps.toxiproxy import MODULE, Toxiproxy, built_toxiproxy
from tests.fakes.machine import FakeMachine

GO = 'case "$1" in version) echo "go version go1.24.1 linux/amd64";; install) echo built > "$GOBIN/server";; esac'


def test_one_on_path_comes_first(machine: FakeMachine) -> None:
    program = machine.add("toxiproxy-server")
    assert Toxiproxy(machine.facts).found() == str(program)


def test_the_pinned_version_is_built_into_the_cache_beside_a_livekit_server_of_the_same_name(
    machine: FakeMachine,
) -> None:
    machine.add("go", GO)
    assert Toxiproxy(machine.facts).found() is None

    Toxiproxy(machine.facts).install(machine.commands)

    assert Toxiproxy(machine.facts).found() == str(built_toxiproxy(machine.facts))
    assert machine.called[-1].endswith(MODULE)
