"""Lets tifffile write pyramids in many ways and compares what `ki67` reads of each level.

    written_slides.py KI67

Lossless files must give back their pixels; JPEG must equal what tifffile itself decodes, but for
rounding in the color conversion.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import tifffile
from PIL import Image

TILE = (64, 64)
# Decoders of JPEG differ in rounding and in how they enlarge colors.
JPEG_TOLERANCE = 4


def picture(height, width, seed):
    """Smooth color with some noise, so that JPEG has something to do."""
    noise = np.random.default_rng(seed).normal(0, 6, (height, width, 3))
    y, x = np.mgrid[0:height, 0:width]
    smooth = np.stack([x * 200 / width + 30, y * 200 / height + 20, 230 - x * 90 / width], axis=2)
    return np.clip(smooth + noise, 0, 255).astype(np.uint8)


def levels():
    full = picture(333, 450, 1)
    return [full, full[::2, ::2][:166, :225], full[::4, ::4][:83, :112]]


def subdirectories(path, images, **options):
    with tifffile.TiffWriter(path, bigtiff=options.pop("bigtiff"), ome=options.pop("ome")) as tiff:
        # Axes make the first image of an OME-TIFF one of color.
        metadata = {"axes": "YXS", "PhysicalSizeX": 0.25, "PhysicalSizeY": 0.25}
        if options.get("planarconfig") == "separate":
            metadata["axes"] = "SYX"
            images = [image.transpose(2, 0, 1) for image in images]
        tiff.write(images[0], subifds=len(images) - 1, metadata=metadata, **options)
        for image in images[1:]:
            tiff.write(image, subfiletype=1, **options)


def directories(path, images, **options):
    options.pop("ome")
    with tifffile.TiffWriter(path, bigtiff=options.pop("bigtiff")) as tiff:
        for index, image in enumerate(images):
            if options.get("planarconfig") == "separate":
                image = image.transpose(2, 0, 1)
            tiff.write(image, subfiletype=int(index > 0), metadata=None, **options)


def read(program, path, level):
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "out.png")
        done = subprocess.run(
            [program, "info", "--json", "--decode-to", name, "--decode-level", str(level), path],
            capture_output=True, check=False, timeout=60)
        report = json.loads(done.stdout)[0]
        if not report["readable"]:
            raise ValueError(report["error"])
        return report, np.asarray(Image.open(name).convert("RGB"))


def check(program, path, images, tolerance, is_ome):
    for level, expected in enumerate(images):
        report, found = read(program, path, level)
        if [entry["width"] for entry in report["levels"]] != [image.shape[1] for image in images]:
            return f"levels {report['levels']}"
        if is_ome and (report["vendor"], report.get("mpp_x")) != ("ome-tiff", 0.25):
            return f"{report['vendor']} of {report.get('mpp_x')} µm per pixel"
        if found.shape != expected.shape:
            return f"level {level} has the shape {found.shape}"
        gap = np.abs(found.astype(int) - expected).max()
        if gap > tolerance:
            return f"level {level} differs by {gap}"
    return None


def cases():
    for writer, ome, big, tile, codec, planar in itertools.product(
            (directories, subdirectories), (False, True), (False, True), (TILE, None),
            ("none", "lzw", "deflate", "zstd", "jpeg"), ("contig", "separate")):
        if (ome and writer is directories) or (planar == "separate" and codec == "jpeg"):
            continue
        if codec == "jpeg" and tile is None:
            continue
        yield writer, ome, big, tile, codec, planar


def main():
    program = sys.argv[1]
    images = levels()
    failed = count = 0
    with tempfile.TemporaryDirectory() as folder:
        for writer, ome, big, tile, codec, planar in cases():
            path = os.path.join(folder, "slide.ome.tif" if ome else "slide.tif")
            options = {"photometric": "rgb", "planarconfig": planar, "ome": ome, "bigtiff": big}
            if codec != "none":
                options["compression"] = codec
            if tile:
                options["tile"] = tile
            else:
                options["rowsperstrip"] = 40
            writer(path, images, **options)
            tolerance, expected = 0, images
            if codec == "jpeg":
                tolerance = JPEG_TOLERANCE
                with tifffile.TiffFile(path) as tiff:
                    pages = [tiff.pages[0], *tiff.pages[0].pages] if writer is subdirectories \
                        else list(tiff.pages)
                    expected = [page.asarray() for page in pages]
            trouble = check(program, path, expected, tolerance, ome)
            count += 1
            if trouble:
                failed += 1
                print(f"{writer.__name__}, OME {ome}, BigTIFF {big}, tile {tile}, {codec}, {planar}:"
                      f" {trouble}")
    print(f"{count - failed} of {count} files read as they were written")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
