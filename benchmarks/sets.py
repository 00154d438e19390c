#!/usr/bin/env python3
"""Figures of each set of development images and of all, as a Markdown table.

    sets.py PRED

PRED is a folder of tables of nuclei (`ki67 quantify`).  Images that only look on (see the data's
README) are left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from development import score, shown, skip_without_data

COLUMNS = (
    ("P", "precision", ".3f"), ("R", "recall", ".3f"), ("F1", "f1", ".3f"),
    ("F1 pos", "f1_positive", ".3f"), ("F1 neg", "f1_negative", ".3f"),
    ("false-positive rate", "positivity_false_positive_rate", ".3f"),
    ("sensitivity", "positivity_sensitivity", ".3f"), ("bias", "index_bias_points", "+.1f"),
    ("MAE", "index_mae_points", ".1f"), ("CCC", "index_ccc", ".3f"),
    ("grade", "grade_agreement", ".2f"), ("κ", "grade_kappa_linear", ".2f"),
)


def row(name: str, count: int, figures: dict) -> str:
    """One line of the table."""
    cells = ["n/a" if figures.get(key) is None else shown(figures[key], form)
             for _, key, form in COLUMNS]
    return "| " + " | ".join([name, str(count), *cells]) + " |"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nuclei", type=Path, metavar="PRED", help="folder of tables of nuclei")
    options = parser.parse_args()
    skip_without_data()
    report = score(options.nuclei)
    full = {image["set"] for image in report["images"] if image["scored"] == "full"}
    head = ["set", "images", *(title for title, _, _ in COLUMNS)]
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for name, figures in report["sets"].items():
        # A set with a single image has no figures of agreement worth showing.
        if name in full and figures["images"] > 2:
            print(row(name, figures["images"], figures))
    print(row("all images", report["overall"]["images"], report["overall"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
