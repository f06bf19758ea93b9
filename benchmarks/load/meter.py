"""What processes take: processor time, and memory."""

from collections.abc import Sequence

import psutil

MIB = 2**20


class Meter:
    """Of some processes with their descendants, also those that are started later.

    :param processes: each once; descendants of one another count once too.
    """

    def __init__(self, processes: Sequence[psutil.Process]) -> None:
        self._processes = processes
        self._used_s: dict[psutil.Process, float] = {}

    def cpu_s(self) -> float:
        """Since they were started. What a process took since the last look at it and before its end is lost."""
        for process in self.family():
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            self._used_s[process] = times.user + times.system
        return sum(self._used_s.values())

    def pss_mib(self) -> float:
        """Proportional set size: pages that processes share count once."""
        total = 0
        for process in self.family():
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        return total / MIB

    def family(self) -> set[psutil.Process]:
        found = set[psutil.Process]()
        for process in self._processes:
            try:
                found |= {process, *process.children(recursive=True)}
            except psutil.Error:
                continue
        return found
