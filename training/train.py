#!/usr/bin/env python3
"""Train the model that scores candidate nuclei.

    ki67 quantify MANIFEST --out RUN --features FEATURES
    train.py --data DIR --features FEATURES [FEATURES ...] --out nucleus-score.json

DIR holds gt/*.json with annotated points (see --help of the scorer's format in README.md here) and
optional masks of the annotated region.  FEATURES are folders written by `ki67 quantify --features`,
one table per slide; several folders made with slightly different --mpp teach the model not to rely
on an exact pixel size.

With --leave-out SET the images of that set (file name up to its first number) are left out, so that
the model can be judged on them.  The same input and seed give the same model.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.spatial import cKDTree
from sklearn.ensemble import HistGradientBoostingClassifier

FIRST_FEATURE = 8    # columns before it: image,x,y,area_um2,dab_od,hematoxylin_od,score,mpp
SEED = 67
TREES = 160
LEAVES = 8
LEARNING_RATE = 0.08


@dataclass
class Slide:
    """Candidates of one annotated image with their labels."""

    name: str
    set_name: str
    features: np.ndarray
    is_nucleus: np.ndarray


def set_of(name: str) -> str:
    """Set an image belongs to: its name up to the first number."""
    match = re.match(r"^(.*?)[_\-. ]?\d", name)
    return match.group(1) if match and match.group(1) else name


def read_features(path: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    """Feature names and, by image, one row per candidate: x, y, pixel size and the features."""
    with open(path, newline="", encoding="utf-8") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        images = np.array([Path(row[0]).stem for row in reader])
    if header[FIRST_FEATURE - 1] != "mpp":
        sys.exit(f"error: {path} has no column mpp before the features; write it anew with "
                 "ki67 quantify --features")
    if not len(images):
        return header[FIRST_FEATURE:], {}
    columns = [1, 2, *range(FIRST_FEATURE - 1, len(header))]
    rows = np.loadtxt(path, np.float32, delimiter=",", skiprows=1, usecols=columns, quotechar='"',
                      ndmin=2, encoding="utf-8", comments=None)
    return header[FIRST_FEATURE:], {str(i): rows[images == i] for i in np.unique(images)}


def label(rows: np.ndarray, mean_radius: np.ndarray, truth: dict, um_per_px: float) -> np.ndarray:
    """Which candidates lie on exactly one annotated nucleus.

    The tolerance grows with the candidate's radius between 1.2 and 3 um; points that are imprecise
    by their own account (match_radius_um above 4) get 1 um more.  An outline that holds two
    annotated points has merged two nuclei and is no good example of either.
    """
    points = np.array([(p["x"], p["y"]) for p in truth["points"]], float).reshape(-1, 2) * um_per_px
    if not len(points):
        return np.zeros(len(rows), bool)
    tree = cKDTree(points)
    centers = rows[:, :2] * um_per_px
    slack = 1.0 if (truth.get("match_radius_um") or 4) > 4 else 0.0
    distance, _ = tree.query(centers)
    inside = tree.query_ball_point(
        centers, np.maximum(0.95 * mean_radius - slack, 1.0), return_length=True)
    return (distance <= np.clip(0.7 * mean_radius, 1.2, 3.0) + slack) & (inside <= 1)


def read_slides(data: Path, folder: Path) -> tuple[list[str], list[Slide]]:
    """Every table of a folder whose image is annotated by points and counts in the scoring."""
    names: list[str] = []
    slides = []
    for path in sorted(folder.glob("*.csv")):
        names, images = read_features(path)
        for image, rows in images.items():
            truth_path = data / "gt" / f"{image}.json"
            if not truth_path.is_file():
                continue
            truth = json.loads(truth_path.read_text(encoding="utf-8"))
            if truth.get("scored", "full") != "full":
                continue
            if truth.get("roi"):
                with Image.open(data / truth["roi"]) as picture:
                    mask = np.asarray(picture.convert("L")) > 127
                column = np.clip(rows[:, 0].astype(int), 0, mask.shape[1] - 1)
                row = np.clip(rows[:, 1].astype(int), 0, mask.shape[0] - 1)
                rows = rows[mask[row, column]]
            # Features are as large as the pixel size they were measured with says, which may be
            # misstated on purpose; the points know the true one.
            mean_radius = rows[:, 3 + names.index("radius_mean")] * (
                truth["um_per_px"] / rows[:, 2])
            found = label(rows, mean_radius, truth, truth["um_per_px"])
            slides.append(Slide(image, set_of(image), rows[:, 3:], found))
    return names, slides


def train(slides: list[Slide], trees: int = TREES) -> HistGradientBoostingClassifier:
    """Fit the trees; a set with many candidates must not decide everything."""
    totals: dict[str, int] = {}
    for slide in slides:
        totals[slide.set_name] = totals.get(slide.set_name, 0) + len(slide.features)
    weight = np.concatenate(
        [np.full(len(s.features), totals[s.set_name] ** -0.5) for s in slides])
    model = HistGradientBoostingClassifier(
        max_iter=trees, max_leaf_nodes=LEAVES, learning_rate=LEARNING_RATE, min_samples_leaf=50,
        l2_regularization=1.0, early_stopping=False, random_state=SEED)
    model.fit(np.concatenate([s.features for s in slides]),
              np.concatenate([s.is_nucleus for s in slides]), sample_weight=weight / weight.mean())
    return model


def tree_columns(nodes: np.ndarray) -> dict[str, list]:
    """One tree as columns; a negative feature marks a leaf."""
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "feature": [-1 if is_leaf else int(f) for is_leaf, f in zip(leaf, nodes["feature_idx"])],
        "threshold": [0 if is_leaf else float(t)
                      for is_leaf, t in zip(leaf, nodes["num_threshold"])],
        "left": [int(v) for v in nodes["left"]],
        "right": [int(v) for v in nodes["right"]],
        "value": [round(float(v), 6) if is_leaf else 0 for is_leaf, v in zip(leaf, nodes["value"])],
    }


def joined(trees: list[dict[str, list]]) -> dict[str, list | str]:
    """All trees, their nodes one after the other: each column as one text, which is read in no time."""
    columns = {name: " ".join(str(v) for tree in trees for v in tree[name]) for name in trees[0]}
    return {"nodes": [len(tree["feature"]) for tree in trees], **columns}


def write_model(model: HistGradientBoostingClassifier, names: list[str], slides: list[Slide],
                path: Path) -> None:
    """Write the model with its provenance as JSON."""
    positives = int(sum(s.is_nucleus.sum() for s in slides))
    document = {
        "provenance": {
            "script": "training/train.py",
            "seed": str(SEED),
            "sets": " ".join(sorted({s.set_name for s in slides})),
            "images": str(len({s.name for s in slides})),
            "candidates": str(sum(len(s.features) for s in slides)),
            "candidates_on_nuclei": str(positives),
        },
        "features": names,
        "base": float(np.ravel(model._baseline_prediction)[0]),
        "trees": joined([tree_columns(predictor.nodes) for (predictor,) in model._predictors]),
    }
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with gt/*.json and roi/")
    parser.add_argument("--features", type=Path, nargs="+", required=True,
                        help="folders written by ki67 quantify --features")
    parser.add_argument("--out", type=Path, required=True, help="model file to write")
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="SET",
                        help="sets of images to leave out")
    parser.add_argument("--without", nargs="*", default=[], metavar="FEATURE",
                        help="features the model must not use, to see what they are worth")
    parser.add_argument("--trees", type=int, default=TREES, help="number of trees (%(default)s)")
    options = parser.parse_args()
    names: list[str] = []
    slides: list[Slide] = []
    for folder in options.features:
        names, found = read_slides(options.data, folder)
        slides += [s for s in found if s.set_name not in options.leave_out]
    if not slides or not any(s.is_nucleus.any() for s in slides):
        print("error: no candidate lies on an annotated nucleus; check --data and --features",
              file=sys.stderr)
        return 2
    unknown = set(options.without) - set(names)
    if unknown:
        parser.error(f"no feature {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    for slide in slides:
        slide.features[:, [names.index(name) for name in options.without]] = 0
    write_model(train(slides, options.trees), names, slides, options.out)
    print(f"{options.out}: {options.trees} trees from {len(slides)} tables, "
          f"{sum(len(s.features) for s in slides)} candidates")
    return 0


if __name__ == "__main__":
    sys.exit(main())
