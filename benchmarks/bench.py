#!/usr/bin/env python3
"""Measure the speed of ki67: stages, formats, sizes, start, memory, threads, pictures, a slide, and its goals.

    bench.py [OUT] [--quick]

OUT gets results.json, results.md and chart.svg, and keeps the inputs for the next call. All inputs are
synthetic and have fixed seeds; tiles are cut of the development images too when these lie beside the
project. The peers of ../shared/eval/peers run on the same files in the same turns when they are
installed. Processor time of one core is compared, because time by the clock says little on a machine
that others use. A full run takes about six minutes on a quiet machine, --quick one.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

from speedbench import measure
from speedbench.present import chart, markdown
from speedbench.runs import Programs

ROOT = Path(__file__).resolve().parent.parent


def programs() -> Programs:
    """Where everything lies, by the environment or beside this file."""
    built = Path(os.environ.get("KI67_BENCHMARKS", ROOT / ".build/benchmarks/release"))
    shared = Path(os.environ.get("KI67_SHARED", ROOT / "../shared"))
    found = Programs(
        ki67=Path(os.environ.get("KI67", ROOT / ".build/release/ki67")), stages=built / "stages",
        decode_alone=built / "decode-alone", counter=built / "liballocations.so",
        python=Path(sys.executable), peers=shared / "eval/peers", shared=shared)
    for path in (found.ki67, found.stages, found.decode_alone, found.counter):
        if not path.is_file():
            raise SystemExit(f"{path} is missing: call `make bench`, which builds it")
    return found


def commit() -> str:
    """Short name of the commit, with a sign when files were changed since."""
    try:
        return subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], check=True,
                              capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / "out/bench", metavar="OUT")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a minute instead of six")
    size.add_argument("--tiny", action="store_true", help="a few seconds; the figures say nothing")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    extent = measure.QUICK if options.quick else measure.TINY if options.tiny else measure.FULL
    head = {"date": datetime.date.today().isoformat(), "commit": commit(),
            "command": "benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            "cores": len(os.sched_getaffinity(0)), "load": f"{os.getloadavg()[0]:.1f}"}
    benchmark = measure.Benchmark(programs(), options.out, extent, not options.no_peers,
                                  lambda what: print(what, file=sys.stderr, flush=True))
    results = {**head, **benchmark.everything()}
    (options.out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (options.out / "chart.svg").write_text(chart(results), encoding="utf-8")
    shown = markdown(results)
    (options.out / "results.md").write_text(shown, encoding="utf-8")
    print(shown)
    print(f"{options.out}/results.json, results.md and chart.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
