"""A closed loop of requests by wrk: what was asked, answered, and at what cost."""

import json
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import machine
from tests.bench.tool import tool

CONNECTIONS = 64
# Requests lie ready as bytes with a zero between them, so that wrk itself does as
# little as it can for each.
SCRIPT = """\
local ready, last = {}, 0

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  for text in file:read("*a"):gmatch("[^%z]+") do ready[#ready + 1] = text end
  file:close()
end

function request()
  last = last % #ready + 1
  return ready[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'DONE {"requests":%d,"microseconds":%d,"refused":%d,"broken":%d,'
      .. '"p50":%d,"p99":%d}\\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""
PAUSE = "\nfunction delay() return {milliseconds} end\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What one stretch of load came to."""

    requests: int
    seconds: float
    refused: int  # answers that were neither 2xx nor 3xx
    broken: int  # connections that failed, requests without an answer in time
    p50_ms: float
    p99_ms: float
    cpu_us: float  # of the server, per request
    memory_mb: float
    connections_per_request: float  # 1 one-shot, 0 keep-alive, else the row is void
    generator_cores: float  # near 1: wrk set the rate, compare processor time instead
    steal: float  # share of the machine the hypervisor took

    @property
    def per_second(self) -> float:
        """Return the requests answered in a second."""
        return self.requests / self.seconds


def prepared(requests: Iterable[bytes], file: Path) -> Path:
    """Lay requests ready for `load`."""
    file.write_bytes(b"\0".join(requests))
    return file


def load(
    port: int,
    pid: int,
    ready: Path,
    seconds: int,
    *,
    connections: int = CONNECTIONS,
    pause_ms: int = 0,
) -> Load:
    """Send prepared requests in turn; `pid` is the server whose cost is counted.

    With a pause each connection rests before each request, which bounds the rate.
    """
    script = ready.with_suffix(".lua")
    script.write_text(SCRIPT + (PAUSE.format(milliseconds=pause_ms) * bool(pause_ms)))
    before, cpu_before, own_before = (
        machine.Counters.now(),
        machine.cpu_seconds(pid),
        os.times(),
    )
    said = subprocess.run(
        [
            *(tool("wrk"), "--threads", "1", "--connections", str(connections)),
            *("--duration", f"{seconds}s", "--timeout", "10s", "--script", str(script)),
            *(f"http://127.0.0.1:{port}/", "--", str(ready)),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    ).stdout
    cpu, own, after = machine.cpu_seconds(pid), os.times(), machine.Counters.now()
    done = re.search(r"^DONE (.*)$", said, re.MULTILINE)
    if done is None:
        raise RuntimeError(f"wrk did not finish: {said}")
    told = json.loads(done[1])
    requests, took = max(1, told["requests"]), told["microseconds"] / 1e6
    generator = sum(own[2:4]) - sum(own_before[2:4])
    return Load(
        requests=told["requests"],
        seconds=took,
        refused=told["refused"],
        broken=told["broken"],
        p50_ms=told["p50"] / 1000,
        p99_ms=told["p99"] / 1000,
        cpu_us=(cpu - cpu_before) / requests * 1e6,
        memory_mb=machine.memory_mb(pid),
        connections_per_request=(after.connections - before.connections) / requests,
        generator_cores=generator / took,
        steal=(after.stolen - before.stolen) / max(1, after.ticks - before.ticks),
    )
