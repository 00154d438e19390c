#!/usr/bin/env python3
"""Score candidate nuclei with a model, as `ki67` does, without `ki67`.

    ki67 quantify MANIFEST --out RUN --features FEATURES
    score.py --model nucleus-score.json FEATURES [--check 1e-5]

Prints image, x, y and score of every candidate as CSV.  With --check nothing is printed but the
largest difference from the scores that `ki67` itself wrote into the tables; the exit status is 1
when it exceeds the tolerance.  Needs Python alone, so that a model can be checked anywhere.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import struct
import sys
from collections.abc import Iterator
from pathlib import Path


def single(text: str) -> float:
    """The 32-bit number that a text stands for."""
    return struct.unpack("f", struct.pack("f", float(text)))[0]


class Model:
    """A boosted ensemble of trees with logistic output."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self.features: list[str] = document["features"]
        self.base: float = document["base"]
        self.trees: list[dict[str, list]] = self.parted(document["trees"])

    @staticmethod
    def parted(trees: dict[str, list | str]) -> list[dict[str, list]]:
        """The trees by themselves; in the file the nodes of all stand one after the other."""
        ends = list(itertools.accumulate(trees["nodes"], initial=0))
        columns = {name: [kind(v) for v in trees[name].split()]
                   for name, kind in (("feature", int), ("threshold", float), ("left", int),
                                      ("right", int), ("value", float))}
        return [{name: column[first:end] for name, column in columns.items()}
                for first, end in itertools.pairwise(ends)]

    def score(self, values: list[float]) -> float:
        """Probability that a candidate with these features is a nucleus."""
        total = self.base + sum(self.leaf(tree, values) for tree in self.trees)
        return 1 / (1 + math.exp(-total))

    @staticmethod
    def leaf(tree: dict[str, list], values: list[float]) -> float:
        """Value of the leaf that a candidate falls into; a larger value than the threshold goes right."""
        node = 0
        while tree["feature"][node] >= 0:
            goes_left = values[tree["feature"][node]] <= tree["threshold"][node]
            node = tree["left" if goes_left else "right"][node]
        return tree["value"][node]


def tables(paths: list[Path]) -> list[Path]:
    """The tables named, with every folder replaced by the tables in it."""
    return [file for path in paths
            for file in (sorted(path.glob("*.csv")) if path.is_dir() else [path])]


def scored(model: Model, path: Path) -> Iterator[tuple[dict[str, str], float]]:
    """Rows of a table of features with their scores."""
    with open(path, newline="", encoding="utf-8") as handle:
        reader = csv.DictReader(handle)
        missing = [name for name in model.features if name not in (reader.fieldnames or [])]
        if missing:
            raise KeyError(f"{path}: no column {', '.join(missing)}; the model needs other features")
        for row in reader:
            yield row, model.score([single(row[name]) for name in model.features])


def check(model: Model, paths: list[Path], tolerance: float) -> int:
    """Compare with the scores in the tables; the exit status."""
    count, largest = 0, 0.0
    for path in paths:
        for row, score in scored(model, path):
            count += 1
            difference = abs(score - float(row["score"]))
            # Not a number must never pass as a small difference.
            largest = max(largest, difference if math.isfinite(difference) else math.inf)
    print(f"{count} candidates, largest difference {largest:.3g}")
    return 0 if count and largest <= tolerance else 1


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("features", type=Path, nargs="+", metavar="FEATURES",
                        help="tables written by ki67 quantify --features, or folders of them")
    parser.add_argument("--model", type=Path, required=True, help="model file")
    parser.add_argument("--check", type=float, metavar="TOLERANCE",
                        help="compare with the score column instead of printing scores")
    options = parser.parse_args()
    try:
        model = Model(options.model)
        paths = tables(options.features)
        if options.check is not None:
            return check(model, paths, options.check)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["image", "x", "y", "score"])
        for path in paths:
            for row, score in scored(model, path):
                writer.writerow([row["image"], row["x"], row["y"], f"{score:.6f}"])
    except (OSError, ValueError, KeyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
