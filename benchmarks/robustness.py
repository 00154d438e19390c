#!/usr/bin/env python3
"""How accuracy changes when the images or their pixel size are not what they should be.

    robustness.py OUT [--models DIR]

Measures the development images as they are and changed in one way at a time, and prints a Markdown
table: every figure with its change against the unchanged images.  The changes:

    pixel size    the stated one times 0.9 and 1.1; pixels unchanged
    brightness    every sample times 0.9 and 1.1, clipped at 255
    gamma         255 * (sample / 255) ** 0.9 and ** 1.1
    JPEG          compressed with quality 70 and color at half resolution (4:2:0)
    blur          Gaussian, sigma 0.25 um, of the samples
    hue           stains turned by 5 degrees either way: the optical density -log10(sample / 255) of
                  each pixel is turned around the gray axis (1, 1, 1), which keeps the mean density and
                  the saturation and changes the hue of the HSD model (van der Laak et al., Cytometry
                  2000;39:275-284).  + turns red density towards green density.
"""

from __future__ import annotations

import io
import math
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from development import (Picture, Table, counting_pictures, measure, parser, scaled, score,
                         skip_without_data)

Change = Callable[[np.ndarray, float], np.ndarray]


def rounded(samples: np.ndarray) -> np.ndarray:
    """Samples as 8-bit values."""
    return np.clip(np.rint(samples), 0, 255).astype(np.uint8)


def brightness(factor: float) -> Change:
    """Every sample times a factor."""
    return lambda image, mpp: rounded(image * factor)


def gamma(exponent: float) -> Change:
    """Another tone curve."""
    return lambda image, mpp: rounded(255 * (image / 255) ** exponent)


def jpeg(quality: int) -> Change:
    """Compressed and read again."""
    def change(image: np.ndarray, mpp: float) -> np.ndarray:
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
        with Image.open(buffer) as read:
            return np.asarray(read.convert("RGB"))
    return change


def blur(sigma_um: float) -> Change:
    """Out of focus."""
    return lambda image, mpp: rounded(
        gaussian_filter(image.astype(float), (sigma_um / mpp, sigma_um / mpp, 0)))


def hue(degrees: float) -> Change:
    """Stains of another hue: density turned around the gray axis (Rodrigues' formula)."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    axis = np.ones(3) / math.sqrt(3)
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turn = cosine * np.eye(3) + sine * cross + (1 - cosine) * np.outer(axis, axis)

    def change(image: np.ndarray, mpp: float) -> np.ndarray:
        density = -np.log10(np.maximum(image, 1) / 255)
        return rounded(255 * 10 ** -(density @ turn.T))
    return change


CHANGES: tuple[tuple[str, Change], ...] = (
    ("brightness × 0.9", brightness(0.9)), ("brightness × 1.1", brightness(1.1)),
    ("gamma 0.9", gamma(0.9)), ("gamma 1.1", gamma(1.1)), ("JPEG quality 70", jpeg(70)),
    ("blur σ 0.25 µm", blur(0.25)), ("hue +5°", hue(5)), ("hue −5°", hue(-5)),
)


def changed(images: list[Picture], change: Change, folder: Path) -> list[Picture]:
    """Changed copies of images."""
    copies = []
    for image in images:
        with Image.open(image.path) as opened:
            samples = np.asarray(opened.convert("RGB"))
        copy = Picture(folder / f"{image.name}.png", image.mpp)
        Image.fromarray(change(samples, image.mpp)).save(copy.path, compress_level=1)
        copies.append(copy)
    return copies


def main() -> int:
    """Run the command line."""
    options = parser(__doc__).parse_args()
    skip_without_data()
    options.out.mkdir(parents=True, exist_ok=True)
    images = counting_pictures()
    table = Table("change")

    def row(name: str, measured: list[Picture]) -> None:
        place = options.out / f"run-{len(table.lines) - 2}"
        table.add(name, score(measure(measured, place, options.models)))

    row("none", images)
    row("pixel size × 0.9", scaled(images, 0.9))
    row("pixel size × 1.1", scaled(images, 1.1))
    for name, change in CHANGES:
        with TemporaryDirectory(dir=options.out) as folder:
            row(name, changed(images, change, Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
