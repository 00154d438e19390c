"""Measures the annotated development images with the built program and scores the result.

Shared by robustness.py, ablation.py and agreement.py.  The images and the scorer lie beside the
project (`../shared`, or KI67_SHARED); nothing of them enters it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KI67_SHARED", ROOT.parent / "shared")).resolve()
DATA = SHARED / "data" / "ki67-dev"
SCORER = SHARED / "eval" / "score.py"
KI67 = Path(os.environ.get("KI67", ROOT / ".build" / "release" / "ki67")).resolve()

#: Sets of images that are left out together: one case may stand in both of a group.
GROUPS = {"irb": ("irb", "irb_full"), "bcd": ("bcd",), "dlf": ("dlf",), "net_marked": ("net_marked",)}

#: Figures of a table: title, key in the scorer's JSON, form.
COLUMNS = (
    ("F1", "f1", ".3f"), ("F1 pos", "f1_positive", ".3f"), ("F1 neg", "f1_negative", ".3f"),
    ("MAE", "index_mae_points", ".1f"), ("bias", "index_bias_points", "+.1f"),
)


@dataclass(frozen=True)
class Picture:
    """An image to be measured."""

    path: Path
    mpp: float
    profile: Path | None = None

    @property
    def name(self) -> str:
        """File name without extension, which ties it to its annotation."""
        return self.path.stem


def set_of(name: str) -> str:
    """Set an image belongs to: its name up to the first number."""
    match = re.match(r"^(.*?)[_\-. ]?\d", name)
    return match.group(1) if match and match.group(1) else name


def group_of(name: str) -> str:
    """Group whose model has not seen an image."""
    return next((g for g, sets in GROUPS.items() if set_of(name) in sets), set_of(name))


def pictures() -> list[Picture]:
    """The development images with their assumed pixel sizes."""
    with open(DATA / "manifest.csv", newline="", encoding="utf-8") as handle:
        return [Picture(DATA / row["image"], float(row["mpp"]))
                for row in csv.DictReader(handle)]


def counting_pictures() -> list[Picture]:
    """The development images that are part of the overall figures; others need not be measured."""
    def counts(image: Picture) -> bool:
        record = json.loads((DATA / "gt" / f"{image.name}.json").read_text(encoding="utf-8"))
        return record.get("scored", "full") == "full"
    return [image for image in pictures() if counts(image)]


def scaled(images: list[Picture], factor: float) -> list[Picture]:
    """The same images with pixel sizes misstated by a factor."""
    return [replace(image, mpp=image.mpp * factor) for image in images]


def write_manifest(path: Path, images: list[Picture]) -> None:
    """Write a manifest that `ki67 quantify` reads."""
    with open(path, "w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["image", "slide", "case", "mpp", "profile"])
        writer.writerows([image.path.resolve(), image.name, image.name, f"{image.mpp:.6g}",
                          image.profile.resolve() if image.profile else ""] for image in images)


def quantify(images: list[Picture], out: Path, *options: str | Path) -> None:
    """Measure images with the built program."""
    out.mkdir(parents=True, exist_ok=True)
    manifest = out / "manifest.csv"
    write_manifest(manifest, images)
    subprocess.run([KI67, "quantify", manifest, "--out", out, "--overlays", "none", "--fresh", "--quiet",
                    *options], check=True)


def measure(images: list[Picture], out: Path, models: Path | None = None,
            *options: str | Path) -> Path:
    """Measure images; with a folder of models each set with the one trained without it.

    Returns the folder with the tables of nuclei.
    """
    shutil.rmtree(out, ignore_errors=True)
    if models is None:
        quantify(images, out, *options)
        return out / "nuclei"
    nuclei = out / "nuclei"
    nuclei.mkdir(parents=True)
    for group in sorted({group_of(image.name) for image in images}):
        model = models / f"model-{group}.json"
        if not model.is_file():
            sys.exit(f"error: {model} is missing; make the models with "
                     "training/leave-one-set-out.sh")
        mine = [image for image in images if group_of(image.name) == group]
        quantify(mine, out / group, "--model", model, *options)
        for table in sorted((out / group / "nuclei").glob("*.csv")):
            shutil.move(table, nuclei / table.name)
    return nuclei


def score(nuclei: Path, matches: Path | None = None) -> dict:
    """The scorer's report on a folder of tables of nuclei."""
    report = nuclei.parent / "score.json"
    command = [sys.executable, SCORER, "--data", DATA, "--pred", nuclei, "--json", report,
               "--no-images"]
    if matches:
        command += ["--matches", matches]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads(report.read_text(encoding="utf-8"))


def skip_without_data() -> None:
    """End quietly where the annotated images do not lie beside the project."""
    if not (DATA / "manifest.csv").is_file() or not SCORER.is_file():
        print(f"skipped: no annotated images and scorer in {SHARED} (KI67_SHARED names the folder)")
        sys.exit(0)
    if not KI67.is_file():
        sys.exit(f"error: {KI67} is not there; build it with `make build`")


def shown(value: float, form: str) -> str:
    """A figure as tables have it: shares without the zero before the point, no signed zero."""
    text = format(value, form)
    if float(text) == 0:
        text = text.lstrip("+-")
    if not form.endswith(".1f"):
        text = text.replace("0.", ".", 1) if abs(value) < 1 else text
    return text.replace("-", "−")


def index_errors(report: dict) -> dict[str, float]:
    """Absolute errors of the index of the images that count, in points."""
    return {image["image"]: abs(image["index_error_points"]) for image in report["images"]
            if image["scored"] == "full" and image["index_error_points"] is not None}


def change_of_error(base: dict, report: dict) -> tuple[float, float]:
    """95 % interval of the change of the mean absolute error of the index.

    Percentile bootstrap over images, the same images before and after (Efron & Tibshirani, An
    Introduction to the Bootstrap, 1993, chapter 13); seeded, so that it repeats.
    """
    before, after = index_errors(base), index_errors(report)
    change = np.array([after[name] - before[name] for name in sorted(before)])
    chosen = np.random.default_rng(67).integers(0, len(change), (4000, len(change)))
    low, high = np.percentile(change[chosen].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


class Table:
    """A Markdown table of figures, each with its change against the first row.

    The last column tells chance from effect: the interval of the change of the index error.
    """

    def __init__(self, title: str) -> None:
        self.base: dict | None = None
        head = [title, *(name for name, _, _ in COLUMNS), "change of MAE, 95 %"]
        self.lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        self.show(*self.lines)

    def add(self, name: str, report: dict) -> None:
        """Append the row of a scorer's report and print it."""
        figures = report["overall"]
        cells = [name]
        for _, key, form in COLUMNS:
            text = shown(figures[key], form)
            if self.base is not None:
                change = figures[key] - self.base["overall"][key]
                text += f" ({shown(change, '+' + form.lstrip('+'))})"
            cells.append(text)
        if self.base is None:
            self.base = report
            cells.append("")
        else:
            low, high = change_of_error(self.base, report)
            cells.append(f"{shown(low, '+.1f')} to {shown(high, '+.1f')}")
        self.lines.append("| " + " | ".join(cells) + " |")
        self.show(self.lines[-1])

    @staticmethod
    def show(*lines: str) -> None:
        """Print lines at once: a run takes minutes."""
        print(*lines, sep="\n", flush=True)


def parser(description: str | None) -> argparse.ArgumentParser:
    """Command line with what all benchmarks on these images share."""
    result = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("out", type=Path, metavar="OUT", help="folder for results")
    result.add_argument("--models", type=Path, metavar="DIR",
                        help="folder with model-SET.json as training/leave-one-set-out.sh writes; "
                             "each set is measured with the model trained without it "
                             "(default: the built-in model, which has seen every image)")
    return result
