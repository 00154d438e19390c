#!/usr/bin/env python3
"""Print a manifest with absolute paths and pixel sizes times a factor, for some sets or for all.

    scale_manifest.py MANIFEST FACTOR [SET ...]
"""

import csv
import sys
from pathlib import Path

from train import set_of


def main() -> int:
    """Run the command line."""
    path, factor, sets = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    with open(path, newline="", encoding="utf-8") as handle:
        reader = csv.DictReader(handle)
        writer = csv.DictWriter(sys.stdout, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        for row in reader:
            if sets and set_of(Path(row["image"]).stem) not in sets:
                continue
            row["image"] = str((path.parent / row["image"]).resolve())
            row["mpp"] = f"{float(row['mpp']) * factor:.6g}"
            writer.writerow(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
