#!/usr/bin/env python3
"""Compares a slide measured whole with the same pixels cut into placed tiles: every nucleus must agree.

The tiles are lossless copies of the pixels that ki67 decodes, with QuPath's names, with and without overlap.
Compared are the numbers of cases.csv and slides.csv as they are written, and the rows of the nuclei tables
but for the columns that name the tile.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import tifffile
from PIL import Image

Image.MAX_IMAGE_PIXELS = None
CASE = ["positive", "total", "index_percent", "ci_low", "ci_high", "hotspot_x", "hotspot_y",
        "hotspot_positive", "hotspot_total", "hotspot_index_percent", "expected_positive",
        "kind_tumor", "kind_lymphocyte", "kind_stroma", "kind_debris", "kind_out_of_focus"]
SLIDE = ["white_r", "white_g", "white_b", "positivity_reference_od", "positivity_cut_od",
         "positivity_nuclei", "compared_area_um2", "width", "height"]
OF_TILE = {"image", "x", "y"}


def cut(pixels, folder: Path, side: int, overlap: int) -> None:
    """Write tiles with QuPath's names."""
    height, width = pixels.shape[:2]
    folder.mkdir(parents=True)
    for y in range(0, height, side):
        for x in range(0, width, side):
            part = pixels[y:y + side + overlap, x:x + side + overlap]
            h, w = part.shape[:2]
            tifffile.imwrite(folder / f"Slide [x={x},y={y},w={w},h={h}].tif", part, photometric="rgb")


def first(path: Path) -> dict[str, str]:
    """The first row of a table."""
    with path.open(newline="", encoding="utf-8") as file:
        return next(csv.DictReader(file))


def measured(ki67: str, inputs: Path, out: Path, mpp: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """Numbers of the case and the slide, and all nuclei in one order."""
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([ki67, "quantify", str(inputs), "--out", str(out), "--mpp", mpp, "--overlays", "none",
                    "--quiet"], check=True)
    case, slide = first(out / "cases.csv"), first(out / "slides.csv")
    table = next((out / "nuclei").glob("*.csv"))
    with table.open(newline="", encoding="utf-8") as file:
        rows = sorted(tuple(v for k, v in row.items() if k not in OF_TILE) for row in csv.DictReader(file))
    shutil.rmtree(out)
    return [case[key] for key in CASE] + [slide[key] for key in SLIDE], rows


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ki67", required=True)
    parser.add_argument("--slide", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--mpp", required=True)
    parser.add_argument("--sides", type=int, nargs="+", default=[512, 1024, 2048])
    parser.add_argument("--overlaps", type=int, nargs="+", default=[0, 64])
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    image = options.out / "pixels.png"
    subprocess.run([options.ki67, "info", str(options.slide), "--decode-to", str(image), "--memory",
                    str(1 << 14)], check=True, stdout=subprocess.DEVNULL)
    with Image.open(image) as opened:
        pixels = numpy.asarray(opened.convert("RGB"))
    image.unlink()
    numbers, nuclei = measured(options.ki67, options.slide, options.out / "whole", options.mpp)
    print(f"whole: {len(nuclei)} nuclei, {numbers[0]} of {numbers[1]} positive, {numbers[2]} %")
    failed = False
    for side in options.sides:
        for overlap in options.overlaps:
            folder = options.out / f"tiles-{side}-{overlap}"
            shutil.rmtree(folder, ignore_errors=True)
            cut(pixels, folder, side, overlap)
            found, others = measured(options.ki67, folder, options.out / "cut", options.mpp)
            shutil.rmtree(folder)
            differing = len(set(nuclei) ^ set(others))
            same = found == numbers and others == nuclei
            print(f"tiles of {side} px, {overlap} px overlap: "
                  + ("equal" if same else f"{differing} nuclei differ, numbers {found}"))
            failed = failed or not same
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
