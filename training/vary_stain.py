#!/usr/bin/env python3
"""Write the images of a manifest as if stained more weakly or strongly, and a manifest for them.

    vary_stain.py MANIFEST AMOUNT OUT

Every optical density is multiplied by AMOUNT: 0.75 is three quarters of the dye.  Light without
tissue, the 99th percentile of each channel held between 190 and 255, stays as it is.  OUT gets
manifest.csv and the images under their own names, so that the annotations still fit.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from PIL import Image


def restained(image: np.ndarray, amount: float) -> np.ndarray:
    """The image with every optical density multiplied by an amount."""
    white = np.clip(np.percentile(image.reshape(-1, 3), 99, axis=0), 190, 255)
    return np.clip(np.round(white * (image / white) ** amount), 0, 255).astype(np.uint8)


def main() -> int:
    """Run the command line."""
    path, amount, out = Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    with open(path, newline="", encoding="utf-8") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    for row in rows:
        source = path.parent / row["image"]
        with Image.open(source) as picture:
            image = np.asarray(picture.convert("RGB"), np.float64)
        row["image"] = f"{source.stem}.png"
        Image.fromarray(restained(image, amount)).save(out / row["image"])
    with open(out / "manifest.csv", "w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
