"""The machine a figure comes from, and what processes take of it (Linux, /proc)."""

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def described() -> str:
    """Return what one must know of the machine to read its figures."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}, load {load:.1f} at the start; "
        "127.0.0.1, no TLS"
    )


def family(pid: int) -> list[int]:
    """Return a process and all it has started, directly or not."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += children.get(found[-1], [])
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process and its children have taken."""
    stats = [_stat(each) for each in family(pid)]
    # utime, stime, and those of children that have ended
    return sum(sum(map(int, fields[11:15])) for fields in stats if fields) / TICKS


def memory_mb(pid: int) -> float:
    """Return the memory of a process and its children; shared pages count in part."""
    return sum(_pss_kb(each) for each in family(pid)) / 1024


@dataclass(frozen=True, slots=True)
class Counters:
    """What the machine has counted since it started."""

    connections: int  # TCP connections opened from here, by anybody
    stolen: int  # ticks the hypervisor took
    ticks: int

    @classmethod
    def now(cls) -> "Counters":
        """Read the counters."""
        tcp = [
            line.split()
            for line in (PROC / "net/snmp").read_text().splitlines()
            if line.startswith("Tcp:")
        ]
        opened = int(tcp[1][tcp[0].index("ActiveOpens")])
        cpu = (PROC / "stat").read_text().split("\n", 1)[0].split()
        fields = [int(field) for field in cpu[1:9]]
        return cls(opened, fields[7], sum(fields))


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on (proc(5))."""
    try:
        # The name before may hold spaces and brackets.
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:  # it has ended meanwhile
        return []


def _pss_kb(pid: int) -> int:
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0
