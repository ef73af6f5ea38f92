"""What a server costs: processor time and memory of its processes, as Linux counts them."""

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_OPEN = "01"  # established, as the kernel writes it
_TICK = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and everything it started that still runs."""
    found = [pid]
    for one in found:
        for listed in _PROC.glob(f"{one}/task/*/children"):
            found += [int(child) for child in listed.read_text().split()]
    return found


def processor(pids: list[int]) -> float:
    """Return the seconds of processor time these processes used so far."""
    return sum(_ticks(pid) for pid in pids) / _TICK


def _ticks(pid: int) -> int:
    try:
        told = (_PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # The name in brackets may hold spaces; what follows it starts with the third field.
    fields = told.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def memory(pids: list[int]) -> float:
    """Return their memory in MiB; what they share is counted once, divided among them."""
    total = 0
    for pid in pids:
        try:
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def connections(port: int) -> int:
    """Return how many connections to a port of this machine stand open."""
    rows = [line.split() for line in (_PROC / "net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[1].partition(":")[2], 16) == port and row[3] == _OPEN for row in rows)


def of_program(name: str) -> list[int]:
    """Return all processes of a program, for a database server that nobody of us started."""
    found = []
    for told in _PROC.glob("[0-9]*/comm"):
        try:
            if told.read_text().strip() == name:
                found.append(int(told.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@dataclass(frozen=True)
class Reading:
    """The processor seconds of the web server, of PostgreSQL and of the load client."""

    web: float
    database: float
    client: float

    @classmethod
    def take(cls, web: list[int]) -> "Reading":
        times = os.times()
        return cls(processor(web), processor(of_program("postgres")), times.user + times.system)

    def since(self, before: "Reading") -> "Reading":
        return Reading(
            self.web - before.web, self.database - before.database, self.client - before.client
        )
