import pytest

from parley.install.steps.redis import Redis
from tests.fakes.machine import FakeMachine, FakePackageSource


def test_a_redis_on_path_is_found(machine: FakeMachine) -> None:
    assert Redis(machine.facts, FakePackageSource()).found() is None
    machine.add("redis-server")
    assert Redis(machine.facts, FakePackageSource()).found() == f"{machine.bin}/redis-server"


@pytest.mark.parametrize(("system", "package"), [("Linux", "redis-server"), ("Darwin", "redis")])
def test_it_comes_from_the_systems_packages_by_the_name_that_it_has_there(
    machine: FakeMachine, tmp_path_factory: pytest.TempPathFactory, system: str, package: str
) -> None:
    there = FakeMachine(tmp_path_factory.mktemp("other") / "machine", system=system)
    packages = FakePackageSource()

    step = Redis(there.facts, packages)
    step.install(there.commands)

    assert packages.installed == [package]
    assert step.by_hand() == f"get {package}"
