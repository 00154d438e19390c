#!/usr/bin/env python3
"""Time ki67 and, when present, its peers on the same synthetic tiles, in turn, on one core."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

TILES = 8
SIDE = 1024


def tiles(ki67: str, folder: Path, mpp: float) -> list[str]:
    """Paths of synthetic tiles, made when they are missing."""
    place = folder / f"tiles-{mpp}"
    if not place.is_dir():
        for seed in range(TILES):
            subprocess.run(
                [ki67, "synthesize", "--out", str(place / f"s{seed}"), "--name", f"tile{seed}",
                 "--seed", str(seed), "--width", str(SIDE), "--height", str(SIDE),
                 "--mpp", str(mpp)], check=True, stdout=subprocess.DEVNULL)
    return sorted(str(p) for p in place.glob("s*/images/*.png"))


def cpu_seconds(command: list[str]) -> float:
    """User and system time of a finished command pinned to one core."""
    core = min(os.sched_getaffinity(0))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["taskset", "-c", str(core), *command], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(options: argparse.Namespace, files: list[str], mpp: float) -> dict[str, list[str]]:
    """What to run, by name."""
    found = {"ki67": [options.ki67, "quantify", *files, "--out", str(options.out / "run"),
                      "--threads", "1", "--overlays", "none", "--fresh", "--quiet"]}
    for name, script in (("OpenCV peer", "opencv_peer.py"), ("scikit-image peer", "skimage_peer.py")):
        path = options.peers / script
        if path.is_file():
            found[name] = [sys.executable, str(path), "--px", str(mpp), "--quiet",
                           "--csv", str(options.out / "peer.csv"), *files]
    return found


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ki67", required=True)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for mpp in (0.25, 0.5):
        files = tiles(options.ki67, options.out, mpp)
        jobs = commands(options, files, mpp)
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for run in range(options.runs + 1):
            for name, command in jobs.items():
                seconds = cpu_seconds(command)
                if run:          # the first is a warm-up
                    times[name].append(seconds)
        ours = statistics.median(times["ki67"])
        print(f"{len(files)} tiles of {SIDE} px at {mpp} µm/px, one core, "
              f"median of {options.runs} runs")
        for name, values in times.items():
            median = statistics.median(values)
            print(f"  {name:<18} {1000 * median / len(files):8.1f} ms CPU a tile"
                  f"  {median / ours:6.2f} x ours")
    return 0


if __name__ == "__main__":
    sys.exit(main())
