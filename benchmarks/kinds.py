#!/usr/bin/env python3
"""Judge the kinds of nuclei: how many of each kind have no annotated tumor nucleus, and what the
index becomes without them.

    benchmarks/kinds.py --scorer score.py --data DATA --nuclei DIR

DIR holds the tables of nuclei of `ki67 quantify` (all nuclei, nothing excluded); score.py is the
scorer that bench uses for detection. Run it on nuclei of models that have not seen their images
(training/leave-one-set-out.sh), otherwise what is unmatched is understated.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

KINDS = ["lymphocyte", "stroma", "debris", "out_of_focus"]


def run_scorer(scorer: Path, data: Path, nuclei: Path, out: Path) -> tuple[dict, dict]:
    """Score tables of nuclei; the outcome of every nucleus by image and place, and the report."""
    matches, report = out / "matches.csv", out / "report.json"
    subprocess.run(
        [sys.executable, scorer, "--data", data, "--pred", nuclei, "--matches", matches, "--json",
         report, "--no-images"], check=True, stdout=subprocess.DEVNULL)
    with open(matches, newline="", encoding="utf-8") as handle:
        outcomes = {(row["image"], float(row["pred_x"]), float(row["pred_y"])):
                    (row["outcome"], row["true_class"])
                    for row in csv.DictReader(handle) if row["pred_x"]}
    return outcomes, json.loads(report.read_text(encoding="utf-8"))


def read_nuclei(folder: Path) -> dict[str, list[dict]]:
    """Rows by file name."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as handle:
            tables[path.name] = list(csv.DictReader(handle))
    return tables


def write_without(tables: dict[str, list[dict]], kinds: list[str], folder: Path) -> None:
    """Write the tables without nuclei of some kinds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with open(folder / name, "w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, fieldnames=["image", "x", "y", "positive"],
                                    extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row for row in rows if row["kind"] not in kinds)


def print_kinds(tables: dict[str, list[dict]], outcomes: dict, sets: dict[str, str]) -> None:
    """For each set and kind: nuclei inside the annotated region, and the share without a partner."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, rows in tables.items():
        image = Path(name).stem
        for row in rows:
            outcome, label = outcomes.get((image, float(row["x"]), float(row["y"])), ("", ""))
            if image not in sets or outcome not in ("match", "false", "other"):
                continue
            cell = counts[sets[image], row["kind"]]
            cell[0] += 1
            cell[1] += outcome == "false"
            cell[2] += label == "other"
    names = sorted({s for s, _ in counts})
    print("kind".ljust(14) + "".join(f"{name:>22}" for name in names))
    for kind in ["tumor"] + KINDS:
        cells = [counts[name, kind] for name in names]
        print(kind.ljust(14) + "".join(
            f"{n:>9} {100 * u / n if n else 0:5.0f} %{o:>6}" for n, u, o in cells))
    print("nuclei, share without annotated tumor nucleus, of which on an 'other' point\n")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--nuclei", type=Path, required=True)
    options = parser.parse_args()
    tables = read_nuclei(options.nuclei)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        outcomes, whole = run_scorer(options.scorer, options.data, options.nuclei, folder)
        sets = {image["image"]: image["set"] for image in whole["images"]
                if image["scored"] == "full"}
        print_kinds(tables, outcomes, sets)
        print(f"{'excluded':34}{'F1':>7}{'MAE':>7}{'bias':>7}   MAE and bias by set")
        for kinds in [[]] + [[kind] for kind in KINDS] + [KINDS[1:], KINDS]:
            write_without(tables, kinds, folder / "kept")
            _, report = run_scorer(options.scorer, options.data, folder / "kept", folder)
            print_index(kinds, report)
    return 0


def print_index(kinds: list[str], report: dict) -> None:
    """One line of figures; images of a set that is only reported are left out."""
    images = [i for i in report["images"]
              if i["scored"] == "full" and i["index_error_points"] is not None]
    errors = defaultdict(list)
    for image in images:
        errors[image["set"]].append(image["index_error_points"])
        errors[""].append(image["index_error_points"])
    mean = {name: (sum(map(abs, e)) / len(e), sum(e) / len(e)) for name, e in errors.items()}
    line = " ".join(f"{name} {mean[name][0]:.2f} {mean[name][1]:+.2f}"
                    for name in sorted(mean) if name)
    print(f"{', '.join(kinds) or 'none':34.34}{report['overall']['f1']:7.3f}"
          f"{mean[''][0]:7.2f}{mean[''][1]:+7.2f}   {line}")


if __name__ == "__main__":
    sys.exit(main())
