#!/usr/bin/env python3
"""How often readers call a nucleus positive, by the probability the program gives it.

    reliability.py PRED

PRED is a folder of tables of nuclei (`ki67 quantify`).  Counts nuclei that match an annotated one,
images that only look on left out.  Prints a Markdown table, and the index expected from the
probabilities beside the index by cut.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

from development import DATA, SCORER, shown, skip_without_data

BOUNDS = (0, .01, .03, .1, .3, .5, .7, .9, .97, .99, 1)


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places, probabilities and calls of a table of nuclei."""
    with open(path, newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    places = np.array([(float(r["x"]), float(r["y"])) for r in rows]).reshape(-1, 2)
    return (places, np.array([float(r["probability"]) for r in rows]),
            np.array([r["positive"] == "1" for r in rows]))


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nuclei", type=Path, metavar="PRED", help="folder of tables of nuclei")
    options = parser.parse_args()
    skip_without_data()
    sys.path.insert(0, str(SCORER.parent))
    import score as scorer

    given, called, errors = [], [], []
    for truth in scorer.read_truths(DATA):
        if truth.scope != "full":
            continue
        places, probability, positive = read(options.nuclei / f"{truth.name}.csv")
        annotated, found, _ = scorer.match_points(
            truth.xy, places, truth.radius_um / truth.um_per_px)
        tumor = truth.label[annotated] != scorer.OTHER
        given.append(probability[found][tumor])
        called.append(truth.label[annotated][tumor] == scorer.POSITIVE)
        inside = scorer.inside(truth.roi, places)
        share = 100 * (truth.label == scorer.POSITIVE).sum() / (truth.label != scorer.OTHER).sum()
        errors.append((100 * probability[inside].mean() - share,
                       100 * positive[inside].mean() - share))
    given, called = np.concatenate(given), np.concatenate(called)
    print("| probability | nuclei | mean probability | called positive by readers |")
    print("|---|---|---|---|")
    for low, high in zip(BOUNDS, BOUNDS[1:]):
        here = (given >= low) & ((given < high) | (high == 1))
        if here.any():
            print(f"| {low:g} to {high:g} | {here.sum()} | {given[here].mean():.3f} "
                  f"| {called[here].mean():.3f} |")
    mae, bias = np.abs(errors).mean(axis=0), np.mean(errors, axis=0)
    print(f"\nIndex expected from the probabilities: MAE {mae[0]:.1f}, bias {shown(bias[0], '+.1f')}; "
          f"by cut: MAE {mae[1]:.1f}, bias {shown(bias[1], '+.1f')} points.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
