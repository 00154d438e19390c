"""Running commands and measuring what they take."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """What one run of a command took: seconds, and the largest resident set in MB."""

    processor: float
    wall: float
    resident: float


def run(command: list, cores: set[int] | None = None) -> Spent:
    """Runs a command on some cores and waits for it; its output goes nowhere."""
    arguments = [str(part) for part in command]
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments[:3])} … ended with {process.returncode}: "
                         f"{said.decode(errors='replace')[-500:]}")
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1.024e-3)


def text(command: list, environment: dict[str, str] | None = None) -> str:
    """Standard output of a command pinned to one core."""
    core = {min(os.sched_getaffinity(0))}
    return subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})},
        preexec_fn=lambda: os.sched_setaffinity(0, core)).stdout


def in_turn(jobs: dict[str, list], rounds: int) -> dict[str, list[Spent]]:
    """Runs commands in turn (A B C A B C …) on one core, after a round that does not count."""
    core = {min(os.sched_getaffinity(0))}
    spent: dict[str, list[Spent]] = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, command in jobs.items():
            took = run(command, core)
            if turn:
                spent[name].append(took)
    return spent


def median(values) -> float:
    """Median of an iterable."""
    return statistics.median(list(values))


@dataclass(frozen=True)
class Programs:
    """Paths of what is measured."""

    ki67: Path
    stages: Path
    decode_alone: Path
    #: Library that counts requests for memory.
    counter: Path
    python: Path
    peers: Path
    shared: Path

    def quantify(self, files: list[Path], out: Path, threads: int = 1, pictures: str = "none") -> list:
        """The whole job: read, decode, measure, write tables and the report, and pictures when asked for."""
        return [self.ki67, "quantify", *files, "--out", out, "--threads", threads, "--overlays", pictures,
                "--fresh", "--quiet"]

    def allocations(self, command: list, file: Path) -> tuple[int, int]:
        """Blocks and bytes that a command asks for."""
        text(command, {"LD_PRELOAD": str(self.counter), "ALLOCATIONS_FILE": str(file)})
        blocks, size = file.read_text(encoding="utf-8").split()
        return int(blocks), int(size)

    def peer_commands(self, files: list[Path], mpp: float, out: Path) -> dict[str, list]:
        """The peers that are there and can run, by name."""
        scripts = {"OpenCV peer": ("opencv_peer.py", "cv2"),
                   "scikit-image peer": ("skimage_peer.py", "skimage")}
        found = {}
        for name, (script, module) in scripts.items():
            path = self.peers / script
            if path.is_file() and subprocess.run(
                    [self.python, "-c", f"import {module}"], capture_output=True).returncode == 0:
                found[name] = [self.python, path, "--px", mpp, "--quiet", "--csv", out, *files]
        return found
