"""Makes runs of one and of many cases and checks their reports in Chromium.

Usage: report.py --ki67 BINARY --work FOLDER [--cases 500]

The many cases are copies of one small synthetic tile, so that making them takes a minute and the
page is as long as that of any run of so many. Needs what Tests/Conformance/report_page.py needs.
"""

import argparse
import csv
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHECK = ROOT / "Tests/Conformance/report_page.py"
SITES = ["pancreas", "ileum", "stomach", "rectum", "lung"]


def many(program, work, count):
    """A run of so many cases; returns its report."""
    tile = ROOT / "samples/images/stomach-biopsy.png"
    images = work / "many"
    images.mkdir(parents=True, exist_ok=True)
    with open(images / "manifest.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["image", "case", "site", "differentiation", "mitoses", "mitosis_area_mm2", "specimen",
             "synaptophysin", "stage", "stage_system"])
        for number in range(1, count + 1):
            shutil.copy(tile, images / f"{number}.png")
            rows.writerow(
                [f"{number}.png", f"case {number}", SITES[number % 5], "well", number % 7, 10,
                 "biopsy", "positive", "pT2 pN0", "AJCC"])
    out = work / "many-out"
    subprocess.run(
        [program, "quantify", images / "manifest.csv", "--out", out, "--nuclei", "none",
         "--overlays", "hotspots", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return out / "report.html"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ki67", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--cases", type=int, default=500)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    samples = options.work / "samples-out"
    subprocess.run(
        [options.ki67, "quantify", ROOT / "samples/manifest.csv", "--out", samples, "--quiet"],
        check=True, stdout=subprocess.DEVNULL)
    failed = 0
    long = many(options.ki67, options.work, options.cases)
    for report in [samples / "report.html", long]:
        print(f"{report.parent.name}: {report.stat().st_size / 1e6:.1f} MB", flush=True)
        command = [sys.executable, CHECK, report, "--budget", "2"]
        if report.parent == samples:
            command += ["--pictures", options.work / "pictures"]
        failed |= subprocess.run(command).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
