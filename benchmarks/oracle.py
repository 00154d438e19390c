"""How often any test at all could find the hot discs of `benchmarks/selection.sh`.

Usage: oracle.py [SLIDES], 400 slides a row when not stated. Needs numpy and scipy.

The test knows what no program can: that there is at most one disc of 0.5 mm with 500 nuclei or more,
around any nucleus alike, and both true indexes. It is the likelihood ratio averaged over all such
discs, which by the lemma of Neyman and Pearson finds the most tumors with a disc among all tests
that are wrong about as many homogeneous ones: here 5 %. "Placed" means that the likeliest center
lies in the disc as well. Places of nuclei are made as `SimulatedTumor` makes them, and rounded to
10 µm.
"""

import sys

import numpy as np
from scipy.signal import fftconvolve

SIDE, BIN, RADIUS, DENSITY, FACTOR = 4000, 10, 250, 4000, 3.0
CELLS = SIDE // BIN


def places(layout, random):
    expected = DENSITY * SIDE * SIDE // 1_000_000
    if layout == "even":
        return random.uniform(0, SIDE, (expected, 2))
    centers, radii = random.uniform(0, SIDE, (250, 2)), random.uniform(60, 250, 250)
    kept = np.empty((0, 2))
    while len(kept) < expected // 2:
        new = random.uniform(0, SIDE, (6000, 2))
        new = new[random.uniform(size=len(new)) < 0.5 + 0.5 * new[:, 0] / SIDE]
        distance = ((new[:, None, :] - centers) ** 2).sum(axis=2)
        kept = np.vstack([kept, new[(distance <= radii**2).any(axis=1)]])
    return kept[: expected // 2]


def disc():
    reach = RADIUS // BIN
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return (x**2 + y**2 <= (RADIUS / BIN) ** 2).astype(float)


def grid(points):
    cells = np.clip((points // BIN).astype(int), 0, CELLS - 1)
    return np.bincount(cells[:, 1] * CELLS + cells[:, 0], minlength=CELLS**2).reshape(CELLS, CELLS)


def look(points, positive, rest):
    """Logarithm of the average likelihood ratio, and the likeliest center."""
    nuclei = grid(points)
    total = np.rint(fftconvolve(nuclei, disc(), mode="same"))
    hits = np.rint(fftconvolve(grid(points[positive]), disc(), mode="same"))
    gain, loss = np.log(FACTOR), np.log((1 - FACTOR * rest) / (1 - rest))
    ratio = np.where(total >= 500, gain * hits + loss * (total - hits), -np.inf)
    prior = np.where(total >= 500, nuclei, 0)
    top = ratio.max()
    average = np.log((prior * np.exp(ratio - top)).sum() / prior.sum()) + top
    row, column = np.unravel_index(np.argmax(ratio), ratio.shape)
    return average, (np.array([column, row]) + 0.5) * BIN


def slide(layout, rest, is_hot, random):
    points = places(layout, random)
    chance = np.full(len(points), rest)
    center = None
    if is_hot:
        while True:
            center = points[random.integers(len(points))]
            inside = ((points - center) ** 2).sum(axis=1) <= RADIUS**2
            if inside.sum() >= 500:
                break
        chance[inside] = FACTOR * rest
    value, place = look(points, random.uniform(size=len(points)) < chance, rest)
    return value, is_hot and ((place - center) ** 2).sum() <= RADIUS**2


def main():
    slides = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print("| nuclei | rest | disc | found by the best test | found and placed |")
    print("|---|---|---|---|---|")
    for layout in ("even", "nests"):
        for rest in (0.015, 0.02):
            random = np.random.default_rng(1)
            none = [slide(layout, rest, False, random)[0] for _ in range(slides)]
            limit = np.quantile(none, 0.95)
            hot = [slide(layout, rest, True, random) for _ in range(slides)]
            found = np.mean([value > limit for value, _ in hot])
            placed = np.mean([value > limit and is_there for value, is_there in hot])
            row = [layout, f"{rest:.1%}", f"{FACTOR * rest:.1%}", f"{found:.1%}", f"{placed:.1%}"]
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
