#!/usr/bin/env python3
"""Makes a large slide of copies of a smaller one, side by side and below each other.

    copies.py SLIDE TIMES OUT

The JPEG tiles of the full resolution are copied as they are, those cut off by the right and lower edges
left out; the levels are put together from the pixels of the slide's levels. Minutes instead of hours, and as
hard to measure as a slide that was drawn: nuclei, colors and bytes per pixel are the same.
"""

from __future__ import annotations

import sys

import numpy
import tifffile

TILE = 256


def copied(page: tifffile.TiffPage, across: int, down: int, times: int):
    """The tiles of a page in the order of the copies."""
    stored = -(-page.imagewidth // TILE)
    handle = page.parent.filehandle
    for _ in range(times):
        for row in range(down):
            tiles = []
            for column in range(across):
                handle.seek(page.dataoffsets[row * stored + column])
                tiles.append(handle.read(page.databytecounts[row * stored + column]))
            for _ in range(times):
                yield from tiles


def main() -> None:
    """Run the command line."""
    source, times, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with tifffile.TiffFile(source) as file, tifffile.TiffWriter(target, bigtiff=True) as out:
        page = file.pages[0]
        across, down = page.imagewidth // TILE, page.imagelength // TILE
        width, height = across * TILE * times, down * TILE * times
        words = page.description.split("|")[1:]
        description = "|".join([f"Aperio Image Library, copies\n{width}x{height} [0,0 {width}x{height}]", *words])
        shared = {"tile": (TILE, TILE), "photometric": "ycbcr", "subsampling": (2, 2), "metadata": None}
        out.write(
            copied(page, across, down, times), shape=(height, width, 3), dtype="uint8", compression="jpeg",
            jpegtables=page.tags["JPEGTables"].value, description=description, **shared)
        for level in file.pages[1:]:
            scale = round(page.imagewidth / level.imagewidth)
            part = level.asarray()[:down * TILE // scale, :across * TILE // scale]
            out.write(numpy.tile(part, (times, times, 1)), compression="jpeg", compressionargs={"level": 85},
                      subfiletype=1, **shared)


if __name__ == "__main__":
    main()
