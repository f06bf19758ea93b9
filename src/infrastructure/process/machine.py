"""What this process may use of the machine, in a container too."""

import os
from pathlib import Path

import psutil

_CGROUP_2 = Path("/sys/fs/cgroup")
_CGROUP_1_CPU = Path("/sys/fs/cgroup/cpu")
_CGROUP_1_MEMORY = Path("/sys/fs/cgroup/memory")


def usable_cores() -> float:
    """By affinity and by quota: a container may have half a core."""
    cores = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    quota = _quota_cores()
    return cores if quota is None else min(cores, quota)


def usable_memory() -> int:
    """Bytes that are not in use yet. What the kernel keeps of files, and gives back when asked, is not in use."""
    free = psutil.virtual_memory().available
    for folder, limit_file, used_file, kept in (
        (_CGROUP_2, "memory.max", "memory.current", "inactive_file"),
        (_CGROUP_1_MEMORY, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        limit, used = _number(folder / limit_file), _number(folder / used_file)
        if limit is not None and used is not None:
            free = min(free, max(0, int(limit - used) + _stat(folder / "memory.stat", kept)))
    return free


def _quota_cores() -> float | None:
    limit = _read(_CGROUP_2 / "cpu.max").split()
    if len(limit) == 2 and limit[0].isdigit():
        return int(limit[0]) / int(limit[1])
    quota, period = _number(_CGROUP_1_CPU / "cpu.cfs_quota_us"), _number(_CGROUP_1_CPU / "cpu.cfs_period_us")
    return quota / period if quota and period and quota > 0 else None


def _stat(file: Path, name: str) -> int:
    rows = (line.split() for line in _read(file).splitlines())
    return next((int(row[1]) for row in rows if len(row) == 2 and row[0] == name), 0)


def _number(file: Path) -> float | None:
    """None where there is no such file, or no limit."""
    try:
        return float(_read(file))
    except ValueError:
        return None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""
