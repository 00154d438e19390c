#!/usr/bin/env python3
"""Say what a change did to speed: the present build beside one of another commit.

    compare.py REV [--rounds 7] [--out out/compare]

Builds REV in a worktree of its own (out/compare/source, kept, so that the next commit is built faster), then runs
both programs in turn (A B A B …) on the same synthetic tiles, on one core. Processor time counts, not time by the
clock, and instructions where the machine counts them. Says for each job the medians, the median of the ratios of
neighboring runs with the range that holds the middle half of them, and whether the nuclei are the same.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import subprocess
import sys
from pathlib import Path

from speedbench import inputs
from speedbench.runs import Programs, median, run

ROOT = Path(__file__).resolve().parent.parent


def build(revision: str, folder: Path) -> Path:
    """Path of the program of another commit."""
    source, scratch = folder / "source", folder / "build"
    known = subprocess.run(["git", "-C", ROOT, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"],
                           capture_output=True, text=True)
    if known.returncode:
        raise SystemExit(f"'{revision}' is no commit of this repository")
    commit = known.stdout.strip()
    if (source / ".git").exists():
        subprocess.run(["git", "-C", source, "checkout", "--quiet", "--force", "--detach", commit], check=True)
    else:
        subprocess.run(["git", "-C", ROOT, "worktree", "prune"], check=True)
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", source, commit], check=True)
    print(f"building {revision} ({commit[:9]})", file=sys.stderr, flush=True)
    subprocess.run(["swift", "build", "-c", "release", "--quiet", "--product", "ki67", "--package-path", source,
                    "--scratch-path", scratch], check=True)
    return scratch / "release" / "ki67"


def instructions(command: list) -> int | None:
    """Instructions of a command in user mode; None where they cannot be counted."""
    try:
        done = subprocess.run(["perf", "stat", "-x", ",", "-e", "instructions:u", *map(str, command)],
                              capture_output=True, text=True)
    except OSError:
        return None
    for line in done.stderr.splitlines():
        fields = line.split(",")
        if len(fields) > 2 and fields[2].startswith("instructions") and fields[0].isdigit():
            return int(fields[0])
    return None


def jobs(programs: Programs, folder: Path) -> dict[str, list[Path]]:
    """Files of each job, by its name."""
    found = {}
    for mpp in (0.25, 0.5):
        found[f"16 PNG tiles, 1024 px, {mpp} µm"] = inputs.tiles(programs, folder, 1024, mpp, 16)
    found["1 PNG tile, 512 px, 0.5 µm"] = inputs.tiles(programs, folder, 512, 0.5, 1)
    found["64 PNG tiles, 256 px, 0.5 µm"] = inputs.tiles(programs, folder, 256, 0.5, 64)
    found["a slide, 4096 px, 0.5 µm"] = [inputs.slide(programs, folder, 4096)]
    return found


def is_same(first: Path, second: Path) -> bool:
    """Whether two results hold the same nuclei and numbers."""
    names = [path.relative_to(first) for path in first.rglob("*.csv")]
    _, differing, missing = filecmp.cmpfiles(first, second, names, shallow=False)
    return bool(names) and not differing and not missing


def compare(name: str, old: list, new: list, folders: tuple[Path, Path], rounds: int) -> list[str]:
    """One row of the table."""
    core = {min(os.sched_getaffinity(0))}
    times: list[tuple[float, float]] = []
    for turn in range(rounds + 1):
        pair = (run(old, core).processor, run(new, core).processor)
        if turn:
            times.append(pair)
    ratios = sorted(second / first for first, second in times)
    quarter = len(ratios) // 4
    counted = instructions(old), instructions(new)
    return [name, f"{1000 * median(first for first, _ in times):.1f}",
            f"{1000 * median(second for _, second in times):.1f}", f"{median(ratios):.3f}",
            f"{ratios[quarter]:.3f} to {ratios[-1 - quarter]:.3f}",
            f"{counted[1] / counted[0]:.4f}" if all(counted) else "not counted",
            "same" if is_same(*folders) else "**differ**"]


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", metavar="REV", help="commit, branch or tag to compare with")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each program (%(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "out/compare", help="folder (%(default)s)")
    parser.add_argument("--program", type=Path, help="a program that is built already, instead of building REV")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    options.out.mkdir(parents=True, exist_ok=True)
    new = Path(os.environ.get("KI67", ROOT / ".build/release/ki67"))
    if not new.is_file():
        raise SystemExit(f"{new} is missing: call `make bench-compare REV={options.revision}`, which builds it")
    old = options.program or build(options.revision, options.out.resolve())
    both = [Programs(path, Path(), Path(), Path(), Path(), Path(), Path()) for path in (old, new)]
    folders = options.out / "old", options.out / "new"
    rows = []
    for name, files in jobs(both[1], options.out / "inputs").items():
        print(name, file=sys.stderr, flush=True)
        commands = [program.quantify(files, folder) for program, folder in zip(both, folders)]
        rows.append(compare(name, *commands, folders, options.rounds))
    head = ["job", f"{options.revision}, ms", "now, ms", "ratio", "middle half", "instructions", "tables"]
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    if any(row[5] == "not counted" for row in rows):
        print("\nInstructions are not counted: this machine, or `perf`, does not support it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
