"""What a container may use, as the kernel's files tell it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from infrastructure.process import machine

GIB = 2**30


def _eight(_pid: int) -> set[int]:
    return set(range(8))


@pytest.fixture(autouse=True)
def groups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Files of a control group, none of which is there yet; eight cores, four GiB free."""
    monkeypatch.setattr(machine, "_CGROUP_2", tmp_path)
    monkeypatch.setattr(machine, "_CGROUP_1_CPU", tmp_path / "cpu")
    monkeypatch.setattr(machine.os, "sched_getaffinity", _eight, raising=False)
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: SimpleNamespace(available=4 * GIB))
    monkeypatch.setattr(machine, "_CGROUP_1_MEMORY", tmp_path / "memory")
    (tmp_path / "cpu").mkdir()
    (tmp_path / "memory").mkdir()
    return tmp_path


def test_without_a_quota_all_cores_may_be_used() -> None:
    assert machine.usable_cores() == 8


def test_no_quota_is_no_quota(groups: Path) -> None:
    (groups / "cpu.max").write_text("max 100000\n")
    assert machine.usable_cores() == 8


def test_a_quota_counts(groups: Path) -> None:
    (groups / "cpu.max").write_text("150000 100000\n")
    assert machine.usable_cores() == 1.5


def test_a_quota_of_an_older_kernel_counts(groups: Path) -> None:
    (groups / "cpu" / "cpu.cfs_quota_us").write_text("50000\n")
    (groups / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert machine.usable_cores() == 0.5


def test_an_older_kernel_without_a_quota_says_minus_one(groups: Path) -> None:
    (groups / "cpu" / "cpu.cfs_quota_us").write_text("-1\n")
    (groups / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert machine.usable_cores() == 8


def test_a_limit_of_memory_counts_less_what_is_used(groups: Path) -> None:
    (groups / "memory.max").write_text(f"{2 * GIB}\n")
    (groups / "memory.current").write_text(f"{GIB}\n")
    assert machine.usable_memory() == GIB


def test_without_a_limit_the_machines_free_memory_counts(groups: Path) -> None:
    (groups / "memory.max").write_text("max\n")
    (groups / "memory.current").write_text(f"{GIB}\n")
    assert machine.usable_memory() == 4 * GIB


def test_what_the_kernel_keeps_of_files_is_free(groups: Path) -> None:
    (groups / "memory.max").write_text(f"{2 * GIB}\n")
    (groups / "memory.current").write_text(f"{2 * GIB}\n")
    (groups / "memory.stat").write_text(f"anon 1\ninactive_file {GIB}\nactive_file 7\n")
    assert machine.usable_memory() == GIB


def test_a_limit_of_memory_of_an_older_kernel_counts(groups: Path) -> None:
    (groups / "memory" / "memory.limit_in_bytes").write_text(f"{3 * GIB}\n")
    (groups / "memory" / "memory.usage_in_bytes").write_text(f"{GIB}\n")
    assert machine.usable_memory() == 2 * GIB
