"""Load on a server, and what it costs the server: requests a second, latencies, processor time a request."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What a run of load found."""

    requests: int
    per_second: float
    failed: int
    p50_ms: float
    p99_ms: float
    cpu_us: float

    def __str__(self):
        return (
            f"{self.per_second:.0f}/s, p50 {self.p50_ms:.2f} ms, p99 {self.p99_ms:.2f} ms,"
            f" {self.cpu_us:.0f} µs of processor a request, {self.failed} failed"
        )


def family(pid):
    """A process and those it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [each for child in children for each in family(int(child))]


def processor_seconds(pid):
    """User and system time of a process and those it has started."""
    total = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mb(pid):
    """Resident memory of a process and those it has started; what they share counts for each."""
    total = 0
    for each in family(pid):
        for line in Path(f"/proc/{each}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total / 1024


def wrk(url, pid, connections, seconds, script, *arguments):
    """Load by a script of wrk, each connection again as soon as it is answered."""
    before = processor_seconds(pid)
    ran = subprocess.run(
        ["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
        + ["-s", script, url, "--"]
        + [str(argument) for argument in arguments],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    cpu = processor_seconds(pid) - before
    line = next(line for line in ran.stdout.splitlines() if line.startswith("RESULT"))
    requests, micros, failed, p50, p99, _ = map(int, line.split()[1:])
    return Load(
        requests,
        requests / (micros / 1e6),
        failed,
        p50 / 1000,
        p99 / 1000,
        cpu / max(1, requests) * 1e6,
    )


def load(url, pid, connections, mode, seconds, seed=1, pause_ms=0):
    """Random walks to /predict; explained or plain."""
    return wrk(
        f"{url}/predict", pid, connections, seconds, "predict.lua", mode, seed, pause_ms
    )


def outcomes(url, pid, connections, seconds, name):
    """Outcomes to /observations, each under an id that begins with a name."""
    return wrk(f"{url}/observations", pid, connections, seconds, "outcomes.lua", name)
