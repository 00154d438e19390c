#!/usr/bin/env python3
"""Time of detection alone, for each megapixel of the working grid, on one core.

    detection.py OUT [--runs 3] [--profile FILE]

Samples `ki67 quantify --threads 1` with `perf record` and counts the samples that were taken in
`NucleusDetector.survivors`: interpolation of the working pixels, seeds, outlines, scores,
suppression within a unit and stain of what is left. That share of the processor time, which is that
of the whole process, is divided by the size of the images at 0.5 um per pixel. On a shared machine
the least of several runs is nearest to the truth. Measures synthetic tiles and, when they lie beside
the project, the development images. Needs Linux `perf` and a release build.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
from pathlib import Path

from PIL import Image

from development import DATA, KI67

#: The function in a stack, as Swift mangles its name.
DETECTION = "6Nuclei15NucleusDetectorV9survivors"
TILES, SIDE, GRID = 4, 2048, 0.5


def tiles(folder: Path) -> Path:
    """Manifest of synthetic tiles at the working pixel size, made when they are missing."""
    manifest = folder / "manifest.csv"
    if not manifest.is_file():
        for seed in range(TILES):
            subprocess.run(
                [KI67, "synthesize", "--out", folder / f"s{seed}", "--name", f"tile{seed}",
                 "--seed", str(seed), "--width", str(SIDE), "--height", str(SIDE),
                 "--mpp", str(GRID)], check=True, stdout=subprocess.DEVNULL)
        lines = [f"s{seed}/images/tile{seed}.png,{GRID}" for seed in range(TILES)]
        manifest.write_text("\n".join(["image,mpp", *lines]) + "\n", encoding="utf-8")
    return manifest


def megapixels(manifest: Path) -> float:
    """Size of the images of a manifest at the working pixel size."""
    total = 0.0
    with open(manifest, newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            with Image.open(manifest.parent / row["image"]) as image:
                total += image.width * image.height * (float(row["mpp"]) / GRID) ** 2 / 1e6
    return total


def measure(manifest: Path, out: Path, options: list[str]) -> float:
    """Milliseconds of detection in one run."""
    data = out / "perf.data"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        ["perf", "record", "-q", "-F", "999", "-g", "-o", data, KI67, "quantify", manifest,
         "--out", out / "run", "--fresh", "--threads", "1", "--overlays", "none", "--nuclei", "none", "--quiet",
         *options], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    stacks = subprocess.run(
        ["perf", "script", "-i", data, "-F", "ip,sym"], check=True, capture_output=True, text=True,
        env={**os.environ, "LC_ALL": "C"}).stdout.strip().split("\n\n")
    return 1000 * seconds * sum(DETECTION in stack for stack in stacks) / len(stacks)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for results")
    parser.add_argument("--runs", type=int, default=3, help="how often (%(default)s)")
    parser.add_argument("--profile", help="profile to measure with")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sets = {"synthetic tiles": tiles(options.out / "tiles")}
    if (DATA / "manifest.csv").is_file():
        sets["development images"] = DATA / "manifest.csv"
    extra = ["--profile", options.profile] if options.profile else []
    print("| images | MP at 0.5 µm | ms per MP, least | all runs |\n|---|---|---|---|")
    for name, manifest in sets.items():
        size = megapixels(manifest)
        runs = [measure(manifest, options.out, extra) / size for _ in range(options.runs)]
        shown = ", ".join(f"{run:.1f}" for run in runs)
        print(f"| {name} | {size:.1f} | {min(runs):.1f} | {shown} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
