import shutil
from pathlib import Path

import pytest

from parley.install.errors import CommandFailed
from parley.install.machine import CLONE
from parley.install.steps.manifest_reader import ManifestReader, built_reader
from tests.fakes.machine import FakeMachine

GO = """
case "$1" in
version) echo "go version go1.26.1 linux/amd64";;
build) while [ "$1" != -o ]; do shift; done; echo built > "$2";;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    machine = FakeMachine(tmp_path / "machine")
    sources = Path("tests") / "k8s" / "reader"
    shutil.copytree(CLONE / sources, machine.facts.root / sources)
    return machine


def test_it_is_built_into_the_cache(machine: FakeMachine) -> None:
    machine.add("go", GO)
    assert ManifestReader(machine.facts).found() is None

    ManifestReader(machine.facts).install(machine.commands)

    assert ManifestReader(machine.facts).found() == "built"
    assert machine.called[-1].startswith("go build")


def test_it_is_built_again_when_what_it_is_made_of_has_changed(machine: FakeMachine) -> None:
    machine.add("go", GO)
    ManifestReader(machine.facts).install(machine.commands)

    (machine.facts.root / "tests" / "k8s" / "reader" / "go.sum").write_text("other modules", encoding="utf-8")

    assert ManifestReader(machine.facts).found() is None


def test_a_build_that_fails_leaves_nothing_half_done(machine: FakeMachine) -> None:
    machine.add("go", GO.replace('> "$2";;', '> "$2"; exit 1;;'))

    with pytest.raises(CommandFailed, match="go build"):
        ManifestReader(machine.facts).install(machine.commands)

    assert list(built_reader(machine.facts).parent.iterdir()) == []


def test_what_a_killed_build_left_is_swept_away(machine: FakeMachine) -> None:
    machine.add("go", GO)
    left = built_reader(machine.facts).parent / "building-1"
    left.mkdir(parents=True)

    ManifestReader(machine.facts).install(machine.commands)

    assert not left.exists()
