#!/usr/bin/env python3
"""Pictures of the images with the largest index errors, beside what went wrong in them.

    mistakes.py PRED OUT [--per-set 2]

PRED is a folder of tables of nuclei of the development images (`ki67 quantify`).  For each set the
images with the largest errors of the index are drawn into OUT: the image on the left; on the right
the same with

    yellow, cyan dot        found, called positive or negative as annotated
    red cross               annotated nucleus that was not found (filled dot inside: positive)
    magenta square          found where no nucleus is annotated (filled: called positive)
    white diamond           found, called the other way (filled: called positive)
    gray dot                found on a nucleus that is annotated as not tumor, or outside the region

The images must not be passed on: OUT must not be committed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from development import pictures, score, skip_without_data

#: Width of one of the two pictures.
WIDTH = 1000
YELLOW, CYAN, RED, MAGENTA = (255, 221, 0), (60, 230, 255), (255, 40, 40), (255, 60, 255)
WHITE, GRAY, EDGE = (255, 255, 255), (170, 170, 170), (20, 10, 30)


def draw_mark(canvas: ImageDraw.ImageDraw, row: dict[str, str], scale: float) -> None:
    """Draw one outcome of the scorer."""
    prefix = "true" if row["outcome"] == "miss" else "pred"
    x, y = float(row[f"{prefix}_x"]) * scale, float(row[f"{prefix}_y"]) * scale
    called = row["pred_positive"] == "1"

    def disc(radius: float, color: tuple[int, int, int]) -> None:
        canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color, outline=EDGE)

    if row["outcome"] == "miss":
        for sign in (1, -1):
            canvas.line((x - 7, y - 7 * sign, x + 7, y + 7 * sign), fill=RED, width=3)
        if row["true_class"] == "positive":
            disc(4, YELLOW)
    elif row["outcome"] == "false":
        canvas.rectangle((x - 6, y - 6, x + 6, y + 6), outline=MAGENTA, width=2,
                         fill=MAGENTA if called else None)
    elif row["outcome"] in ("other", "outside"):
        disc(3, GRAY)
    elif called != (row["true_class"] == "positive"):
        canvas.polygon(((x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y)), outline=EDGE,
                       fill=WHITE if called else CYAN)
        canvas.polygon(((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)), outline=WHITE)
    else:
        disc(4, YELLOW if called else CYAN)


def draw(image: Path, rows: list[dict[str, str]], out: Path) -> None:
    """Write one picture."""
    with Image.open(image) as opened:
        plain = opened.convert("RGB")
    scale = WIDTH / plain.width
    plain = plain.resize((WIDTH, round(plain.height * scale)), Image.Resampling.LANCZOS)
    marked = plain.copy()
    canvas = ImageDraw.Draw(marked)
    for row in rows:
        draw_mark(canvas, row, scale)
    both = Image.new("RGB", (2 * WIDTH + 8, plain.height), WHITE)
    both.paste(plain, (0, 0))
    both.paste(marked, (WIDTH + 8, 0))
    both.save(out)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nuclei", type=Path, metavar="PRED", help="folder of tables of nuclei")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the pictures")
    parser.add_argument("--per-set", type=int, default=2, metavar="N", help="pictures of each set")
    options = parser.parse_args()
    skip_without_data()
    options.out.mkdir(parents=True, exist_ok=True)
    matches = options.out / "matches.csv"
    report = score(options.nuclei, matches)
    rows: dict[str, list[dict[str, str]]] = {}
    with open(matches, newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            rows.setdefault(row["image"], []).append(row)
    paths = {picture.name: picture.path for picture in pictures()}
    cases = [image for image in report["images"] if image["index_error_points"] is not None]
    cases.sort(key=lambda image: -abs(image["index_error_points"]))
    for name in report["sets"]:
        for case in [image for image in cases if image["set"] == name][:options.per_set]:
            path = options.out / f"{case['image']}.png"
            draw(paths[case["image"]], rows.get(case["image"], []), path)
            counts = case["counts"]
            print(f"{path}: index {case['pred_index_percent']:.1f}, annotated "
                  f"{case['true_index_percent']:.1f}; {counts['missed']} of "
                  f"{counts['true_nuclei']} missed, {counts['false_detections']} false, "
                  f"{counts['matched_negative_as_positive']} negative called positive, "
                  f"{counts['matched_positive_as_negative']} positive called negative")
    return 0


if __name__ == "__main__":
    sys.exit(main())
