"""Compares the pixels that `ki67` reads with those of independent readers, file by file.

    compare_pixels.py KI67 DATA EXPECTED.csv [--only TEXT] [--write FILE] [--sanitized]

KI67 is the program, DATA the folder that holds `conformance` and `slides`, EXPECTED.csv the list of
known results other than "equal" with the reason of each. Needs numpy, Pillow, tifffile, imagecodecs.

Every file is read by the program in a process of its own, with 5 seconds of processor time and a
bound on address space (none with --sanitized, for a program built with a sanitizer, which reserves terabytes). The
result of a file is one of

    equal        the same pixels as an independent reader gives
    close        the same within TOLERANCE, for color models that are computed, not copied
    differs      other pixels
    unsupported  the program names a feature that it does not read, another reader reads the file
    refused      the program calls the file damaged or too large, another reader reads it
    alone        the program reads the file, no other reader does
    none         no reader reads it

and, whatever else, it is an error when the program crashes, hangs, or prints raw messages. Results
other than equal, close and none must be in EXPECTED.csv, and what is there must still be so.
"""

import argparse
import csv
import json
import functools
import logging
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
from PIL import Image

import reference_pixels

# Of processor time, so that a busy machine does not matter; waiting is given more.
SECONDS = 5
WAITING_SECONDS = 300
# For another reader, again of processor time.
OTHERS_SECONDS = 20
ADDRESS_SPACE = 2 << 30
# Largest and mean difference: JPEG decoders differ in their cosine transform and in how they
# enlarge colors, and color models that are computed differ in the last digit.
TOLERANCE = (4, 1.0)


def read_by_program(program, path, output, is_sanitized):
    """The program's report on a file, and its pixels when it reads them."""
    # The limits are set by a program of their own: Python code between fork and exec can wait for
    # ever where a library has started threads.
    limits = ["prlimit", "--core=0", f"--cpu={SECONDS}"]
    if not is_sanitized:
        limits.append(f"--as={ADDRESS_SPACE}")
    if os.path.exists(output):
        os.unlink(output)
    try:
        done = subprocess.run(
            [*limits, program, "info", "--json", "--decode-to", output, path],
            capture_output=True, timeout=WAITING_SECONDS, check=False,
            # Without OpenSlide, so that the results do not depend on what is installed.
            env={**os.environ, "KI67_OPENSLIDE": ""})
    except subprocess.TimeoutExpired:
        return "hang", None, None
    if done.returncode < 0:
        return f"crash by {signal.Signals(-done.returncode).name}", None, None
    if done.returncode not in (0, 1):
        return f"exit code {done.returncode}", None, None
    if done.stderr:
        return f"raw message {done.stderr[:100]!r}", None, None
    report = json.loads(done.stdout)[0]
    pixels = np.asarray(Image.open(output)) if report["readable"] else None
    return None, report, pixels


def read_by_others(path):
    """Pixels by each independent reader that reads the file, by name."""
    with open(path, "rb") as file:
        start = file.read(8)
    if start.startswith(b"\x89PNG"):
        readers = [("imagecodecs/Pillow", reference_pixels.png)]
    elif start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        readers = [("tifffile", reference_pixels.tiff), ("Pillow", reference_pixels.pil)]
    else:
        readers = []
    found = {}
    for name, reader in readers:
        signal.setitimer(signal.ITIMER_PROF, OTHERS_SECONDS)
        signal.alarm(WAITING_SECONDS)
        try:
            found[name] = reader(path)
        except Exception as error:  # a reader may fail in any way on a broken file
            logging.debug("%s: %s: %r", path, name, error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
    return found


def difference(ours, theirs):
    if ours.shape != theirs.shape:
        return None
    gap = np.abs(ours.astype(np.int16) - theirs.astype(np.int16))
    return int(gap.max(initial=0)), float(gap.mean()) if gap.size else 0.0


def judge(report, ours, others):
    """The result for a file, with a remark."""
    if not report["readable"]:
        words = report["error"]
        if not others:
            return "none", words
        return ("unsupported" if "not supported" in words or "OpenSlide" in words else "refused"), words
    if not others:
        return "alone", report["encoding"]
    gaps = {name: difference(ours, theirs) for name, theirs in others.items()}
    remark = ", ".join(
        f"{name}: " + (f"largest {gap[0]} mean {gap[1]:.3f}" if gap else
                       f"size {others[name].shape[1]} x {others[name].shape[0]}")
        for name, gap in gaps.items())
    known = [gap for gap in gaps.values() if gap]
    if any(gap[0] == 0 for gap in known):
        return "equal", remark
    if any(gap[0] <= TOLERANCE[0] and gap[1] <= TOLERANCE[1] for gap in known):
        return "close", remark
    return "differs", f"{report['encoding']}: {remark}"


def files_below(root):
    for part in ("conformance", "slides"):
        for folder, folders, names in os.walk(os.path.join(root, part)):
            folders.sort()
            for name in sorted(names):
                yield os.path.join(folder, name)


def examine(path, options, asks_others=True):
    """The result for one file, with a remark that names it relative to the data folder."""
    name = os.path.relpath(path, options.data)
    with tempfile.TemporaryDirectory() as folder:
        trouble, report, ours = read_by_program(
            options.program, path, os.path.join(folder, "out.png"), options.sanitized)
    if trouble:
        return name, "trouble", trouble
    result, remark = judge(report, ours, read_by_others(path) if asks_others else {})
    return name, result, remark.replace(path, name)


def examine_all(paths, options):
    """The results for all files, in order.

    Other readers may bring down their whole process on a broken file. What that leaves undone is
    done again, each file in a process of its own; where another reader crashes again, it counts as
    not reading the file.
    """
    job = functools.partial(examine, options=options)
    results = {}
    with ProcessPoolExecutor(initializer=be_quiet) as pool:
        waiting = {path: pool.submit(job, path) for path in paths}
        for path, future in waiting.items():
            try:
                results[path] = future.result()
            except BrokenProcessPool:
                continue
    for path in paths:
        if path in results:
            continue
        with ProcessPoolExecutor(max_workers=1, initializer=be_quiet) as pool:
            try:
                results[path] = pool.submit(job, path).result()
            except BrokenProcessPool:
                results[path] = examine(path, options, asks_others=False)
    return [results[path] for path in paths]


def be_quiet():
    """Silences the other readers; Pillow lets libtiff print a line for each broken tag."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for kind in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(kind, lambda *_: (_ for _ in ()).throw(TimeoutError()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("expected")
    parser.add_argument("--only", default="")
    parser.add_argument("--write")
    parser.add_argument("--sanitized", action="store_true")
    options = parser.parse_args()
    with open(options.expected, newline="", encoding="utf-8") as file:
        expected = {row["path"]: row for row in csv.DictReader(file)}
    paths = [path for path in files_below(options.data) if options.only in path]
    rows = examine_all(paths, options)
    counts, failures = {}, []
    for name, result, remark in rows:
        counts[result] = counts.get(result, 0) + 1
        wanted = expected.get(name, {}).get("expectation")
        if wanted != result and (wanted or result not in ("equal", "close", "none")):
            failures.append(f"{name}: {result}, expected {wanted or 'equal'} ({remark})")
    missing = [] if options.only else sorted(expected.keys() - {row[0] for row in rows})
    failures += [f"{name}: in the list of expectations, but not in the data" for name in missing]
    if options.write:
        with open(options.write, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("path", "result", "remark"), *rows])
    print(", ".join(f"{result} {count}" for result, count in sorted(counts.items())))
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
