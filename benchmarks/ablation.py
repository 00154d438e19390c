#!/usr/bin/env python3
"""What each step of the measurement is worth: accuracy without it, or with another setting.

    ablation.py OUT [--models DIR]

Prints a Markdown table: every figure of the development images with its change against the program
as it is.  Steps are switched off through the profile, or through the training of the scoring model.
DIR is a folder made by training/leave-one-set-out.sh: each set is measured with the model trained
without it.  Rows whose name ends in * have models of their own, also trained without the set that is
measured; to save time these, and the one they are compared with, are trained at the stated pixel size
and strength of stain only.  Without --models the built-in model is measured, and those rows are left
out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from development import (DATA, GROUPS, KI67, ROOT, Picture, Table, counting_pictures, group_of,
                         measure, parser, quantify, score, skip_without_data)

#: Rows that need another profile only: name and profile.
PROFILES = (
    ("white point 255 instead of the slide's", "stains: {fixed_white: [255, 255, 255]}"),
    ("white point: quantile .95 instead of .99", "stains: {white_quantile: 0.95}"),
    ("fixed cut: reference 0 OD", "positivity: {fixed_reference_od: 0}"),
    ("cut .20 OD above the reference whatever the strength of the stain",
     "positivity: {cut_above_reference_od: 0.2}"),
    ("cut a share of .15 of the stain's strength", "positivity: {cut_share: 0.15}"),
    ("cut a share of .25 of the stain's strength", "positivity: {cut_share: 0.25}"),
    ("cut without bounds", "positivity: {lowest_cut_od: 0, highest_cut_od: 3}"),
    ("reference percentile 10", "positivity: {reference_percentile: 10}"),
    ("reference percentile 20", "positivity: {reference_percentile: 20}"),
    ("reference percentile 40", "positivity: {reference_percentile: 40}"),
    ("reference without bounds",
     "positivity: {lowest_reference_od: -1, highest_reference_od: 1}"),
    ("score threshold .15", "detection: {score_threshold: 0.15}"),
    ("score threshold .25", "detection: {score_threshold: 0.25}"),
    ("score threshold .30", "detection: {score_threshold: 0.30}"),
    ("outlines enlarged by 1.0 in the search for overlaps", "detection: {overlap_enlargement: 1}"),
    ("outlines enlarged by 1.2", "detection: {overlap_enlargement: 1.2}"),
    ("candidate threshold .006", "detection: {candidate_threshold: 0.006}"),
    ("candidate threshold .024", "detection: {candidate_threshold: 0.024}"),
    ("working pixel 0.7 µm", "detection: {working_microns_per_pixel: 0.7}"),
)

#: Rows that find other candidates or measure them otherwise, so that models are trained anew.
DETECTORS = (
    ("candidate threshold .024", "candidate_threshold: 0.024"),
    ("no seeds of 1.4 µm", "seed_sizes_microns: [2, 2.8, 4]"),
    ("no seeds of 2 µm", "seed_sizes_microns: [1.4, 2.8, 4]"),
    ("no seeds of 2.8 µm", "seed_sizes_microns: [1.4, 2, 4]"),
    ("no seeds of 4 µm", "seed_sizes_microns: [1.4, 2, 2.8]"),
    ("no smoothing under the rays", "ray_smoothing_microns: 0"),
    ("edges compared with hardly any typical edge: floor .1", "edge_floor: 0.1"),
    ("no pull to the seed's radius", "first_radius_pull: 0"),
    ("no pull to the radius found before", "later_radius_pull: 0"),
    ("no penalty on crossed valleys", "valley_penalty: 0"),
    ("no penalty on ragged outlines", "raggedness_penalty: 0"),
    ("never centered anew", "centering_rounds: 0"),
    ("centered anew once", "centering_rounds: 1"),
    ("centered anew three times", "centering_rounds: 3"),
)

#: Groups of features that are left out together.
FEATURES = {
    "shape": ("radius_mean", "radius_variation", "area", "elongation", "center_offset"),
    "edges": ("edge_mean", "edge_lowest", "edge_quartile", "edge_weak_share", "edge_to_contrast",
              "gain_mean"),
    "interior": ("texture", "valley_inside"),
}
#: Table made at the stated pixel size and strength of stain.
STATED = "features-1"
#: The one feature of the model that stands for no trees at all.
SIMPLEST = "edge_mean"


class Ablation:
    """Runs variants of the program and collects their figures."""

    def __init__(self, out: Path, models: Path | None) -> None:
        self.out = out
        self.models = models
        self.images = counting_pictures()
        self.table = Table("step")
        self.last: dict | None = None

    def row(self, name: str, images: list[Picture], models: Path | None,
            *options: str | Path) -> None:
        """Measure one variant and append its row."""
        place = self.out / f"run-{len(self.table.lines) - 2}"
        self.last = score(measure(images, place, models, *options))
        self.table.add(name, self.last)

    def profiles(self) -> None:
        """Variants that differ in their profile."""
        for number, (name, text) in enumerate(PROFILES):
            path = self.out / f"profile-{number}.yaml"
            path.write_text(text + "\n", encoding="utf-8")
            self.row(name, self.images, self.models, "--profile", path)

    def stains(self) -> None:
        """Stain vectors and white point estimated instead of the reference."""
        single = []
        for image in self.images:
            profile = self.out / f"stains-{image.name}.yaml"
            estimate([image], profile)
            single.append(replace(image, profile=profile))
        self.row("stains estimated for each image", single, self.models)
        batches = {}
        for group in sorted({group_of(image.name) for image in self.images}):
            batches[group] = self.out / f"stains-batch-{group}.yaml"
            estimate([i for i in self.images if group_of(i.name) == group], batches[group])
        together = [replace(i, profile=batches[group_of(i.name)]) for i in self.images]
        self.row("stains and white point estimated for each set", together, self.models)

    def trained(self) -> None:
        """Variants that need a model of their own."""
        if self.models is None:
            print("(rows with a model trained anew need --models)")
            return
        self.retrained("trained at the stated pixel size and strength of stain only: "
                       "rows with * are compared with this one", self.models / STATED)
        self.table.base = self.last
        self.detectors()
        self.features(self.models)

    def detectors(self) -> None:
        """Variants of detection, with models trained on what they find."""
        for number, (name, text) in enumerate(DETECTORS):
            profile = self.out / f"detector-{number}.yaml"
            profile.write_text(f"detection: {{{text}}}\n", encoding="utf-8")
            place = self.out / f"detector-{number}"
            quantify(self.images, place, "--features", place / STATED, "--nuclei", "none",
                     "--profile", profile)
            self.retrained(f"{name} *", place / STATED, (), "--profile", profile)
            shutil.rmtree(place / STATED)

    def features(self, models: Path) -> None:
        """Variants of the model."""
        tables = models / STATED
        names = json.loads(next(models.glob("model-*.json")).read_text("utf-8"))["features"]
        others = [name for name in names if name != SIMPLEST]
        self.retrained(f"{SIMPLEST} alone *", tables, ("--without", *others))
        for group, features in FEATURES.items():
            self.retrained(f"features without {group} ({len(features)}) *", tables,
                           ("--without", *features))
        self.retrained("80 trees instead of 160 *", tables, ("--trees", "80"))

    def retrained(self, name: str, tables: Path, training: tuple[str, ...] = (),
                  *options: str | Path) -> None:
        """Train models, each without one set, with options of train.py, and measure."""
        models = self.out / f"models-{len(self.table.lines) - 2}"
        models.mkdir(parents=True, exist_ok=True)
        # One core each: more threads than cores wait for each other.
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        running = [
            subprocess.Popen(
                [sys.executable, ROOT / "training" / "train.py", "--data", DATA,
                 "--features", tables, "--out", models / f"model-{group}.json",
                 "--leave-out", *GROUPS.get(group, (group,)), *training],
                stdout=subprocess.DEVNULL, env=environment)
            for group in sorted({group_of(image.name) for image in self.images})]
        if any([training.wait() for training in running]):
            sys.exit(f"error: training for the row '{name}' failed")
        self.row(name, self.images, models, *options)


def estimate(images: list[Picture], profile: Path) -> None:
    """Write a profile with the stains of images."""
    subprocess.run([KI67, "stains", *(image.path for image in images), "--out", profile],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    """Run the command line."""
    options = parser(__doc__).parse_args()
    skip_without_data()
    options.out.mkdir(parents=True, exist_ok=True)
    ablation = Ablation(options.out, options.models)
    ablation.row("none", ablation.images, options.models)
    ablation.profiles()
    ablation.stains()
    ablation.trained()
    return 0


if __name__ == "__main__":
    sys.exit(main())
