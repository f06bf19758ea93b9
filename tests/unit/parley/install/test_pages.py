from pathlib import Path

import pytest

from parley.install.errors import CommandFailed
from parley.install.steps.pages import Pages
from tests.fakes.machine import FakeMachine

NPM = """
case "$1" in
  ci) /bin/mkdir -p node_modules;;
  run) /bin/rm -rf dist; /bin/mkdir -p dist; echo page > dist/index.html;;
esac
"""


@pytest.fixture
def web(machine: FakeMachine) -> Path:
    folder = machine.facts.root / "web"
    (folder / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "index.html", "src/main.tsx"):
        (folder / name).write_text(name, encoding="utf-8")
    machine.add("npm", NPM)
    Pages(machine.facts).install(machine.commands)
    machine.calls.write_text("", encoding="utf-8")
    return folder


def test_pages_that_are_built_are_found(machine: FakeMachine, web: Path) -> None:
    assert Pages(machine.facts).found()


@pytest.mark.parametrize("file", ["src/main.tsx", "index.html", "src/new.ts"])
def test_a_changed_source_is_built_again_without_fetching(machine: FakeMachine, web: Path, file: str) -> None:
    (web / file).write_text("changed", encoding="utf-8")
    assert Pages(machine.facts).found() is None

    Pages(machine.facts).install(machine.commands)

    assert machine.called == ["npm run build"]
    assert Pages(machine.facts).found()


def test_a_source_that_moved_is_built_again(machine: FakeMachine, web: Path) -> None:
    (web / "other").mkdir()
    (web / "src" / "main.tsx").rename(web / "other" / "main.tsx")

    assert Pages(machine.facts).found() is None


def test_a_changed_lock_fetches_the_packages_again(machine: FakeMachine, web: Path) -> None:
    (web / "package-lock.json").write_text("changed", encoding="utf-8")

    Pages(machine.facts).install(machine.commands)

    assert machine.called == ["npm ci --no-audit --no-fund", "npm run build"]


def test_a_build_that_failed_is_not_taken_for_a_whole_one(machine: FakeMachine, web: Path) -> None:
    machine.add("npm", "echo page > dist/index.html; exit 1")
    (web / "index.html").write_text("changed", encoding="utf-8")
    with pytest.raises(CommandFailed):
        Pages(machine.facts).install(machine.commands)
    (web / "index.html").write_text("index.html", encoding="utf-8")

    assert Pages(machine.facts).found() is None


def test_what_was_made_here_is_no_source(machine: FakeMachine, web: Path) -> None:
    (web / "node_modules" / "new.js").write_text("", encoding="utf-8")
    (web / "dist" / "new.js").write_text("", encoding="utf-8")

    assert Pages(machine.facts).found()
