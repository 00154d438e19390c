"""Compares levels, pixel size, pictures and pixels of slides with those of other readers.

    compare_slides.py KI67 SLIDE...

KI67 is the program, which is given the same OpenSlide library as this script for what it reads
through it. Every level and every picture beside the slide that both know must be equal in each
pixel that OpenSlide covers wholly, over OpenSlide's background elsewhere. Of TIFF files that
OpenSlide does not read, such as OME-TIFF, sizes and pixels of the levels must equal tifffile's.
"""

import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import openslide
import tifffile
from PIL import Image

import reference_pixels

Image.MAX_IMAGE_PIXELS = None
# Of processor time, so that a busy machine does not matter.
SECONDS = 120
# Relative, of pixel sizes: OpenSlide prints them with fewer digits.
SIZE_TOLERANCE = 1e-6


def library():
    """The file of the OpenSlide library that this process uses."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        names = {line.split()[-1] for line in maps if "libopenslide" in line}
    return sorted(names)[0]


def run(program, path, *options):
    done = subprocess.run(
        ["prlimit", f"--cpu={SECONDS}", program, "info", "--json", *options, path],
        capture_output=True, check=False, env={**os.environ, "KI67_OPENSLIDE": library()})
    report = json.loads(done.stdout)[0]
    if not report["readable"]:
        raise ValueError(report["error"])
    return report


def pixels(program, path, *options):
    """Pixels that the program decodes."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "out.png")
        run(program, path, "--decode-to", name, *options)
        return np.asarray(Image.open(name).convert("RGB"))


def over(image, background):
    """An image of straight alpha over a color."""
    rgba = np.asarray(image.convert("RGBA")).astype(np.int32)
    alpha = rgba[..., 3:]
    return (rgba[..., :3] * alpha + background * (255 - alpha) + 127) // 255, alpha[..., 0]


def differences(ours, image, background):
    """What differs between pixels of the program and an image of OpenSlide, in words."""
    theirs, alpha = over(image, background)
    if ours.shape != theirs.shape:
        return f"{ours.shape[1]} x {ours.shape[0]} pixels, not {theirs.shape[1]} x {theirs.shape[0]}"
    gap = np.abs(ours.astype(np.int32) - theirs).max(axis=2)
    wrong = gap[alpha == 255]
    if wrong.size and wrong.max() > 0:
        return f"{np.count_nonzero(wrong)} pixels differ, by up to {wrong.max()}"
    # Straight alpha is rounded once more than premultiplied alpha.
    return None if gap.max(initial=0) <= 1 else f"half covered pixels differ by {gap.max()}"


def compare_levels(program, path):
    """Failures of one TIFF slide against tifffile, and a remark on what was compared."""
    report = run(program, path, "--headers-only")
    with tifffile.TiffFile(path) as file:
        # Of several planes, times or channels the first is the slide.
        pages = [level.pages[0] for level in file.series[0].levels]
        images = [reference_pixels.upright(
            reference_pixels.meaning(page, page.asarray()), reference_pixels.orientation(page))
            for page in pages]
    sizes = [(level["width"], level["height"]) for level in report["levels"]]
    theirs = [image.shape[1::-1] for image in images]
    if sizes != theirs:
        return [f"levels {sizes}, not {theirs}"], ""
    failures = []
    for level, image in enumerate(images):
        found = pixels(program, path, "--decode-level", str(level))
        gap = np.abs(found.astype(np.int32) - image)
        if gap.max() > 0:
            failures.append(f"level {level}: {np.count_nonzero(gap)} values differ, by up to {gap.max()}")
    return failures, f"{report['vendor']}, {len(sizes)} levels, {report['reader']}, by tifffile"


def is_turned(path):
    """Whether a TIFF is to be turned, which OpenSlide does not do."""
    with tifffile.TiffFile(path) as file:
        return reference_pixels.orientation(file.pages[0]) > 1


def compare(program, path):
    """Failures of one slide, and a remark on what was compared."""
    vendor = openslide.OpenSlide.detect_format(path)
    if vendor is None or (vendor == "generic-tiff" and is_turned(path)):
        return compare_levels(program, path)
    report = run(program, path, "--headers-only")
    slide = openslide.OpenSlide(path)
    text = slide.properties.get("openslide.background-color", "FFFFFF")
    background = np.array([int(text[i:i + 2], 16) for i in (0, 2, 4)])
    sizes = [(level["width"], level["height"]) for level in report["levels"]]
    if sizes != list(slide.level_dimensions):
        return [f"levels {sizes}, not {list(slide.level_dimensions)}"], ""
    failures = []
    stated = slide.properties.get("openslide.mpp-x")
    # For plain TIFF OpenSlide takes the resolution tags for granted, even those of printers.
    if vendor != "generic-tiff":
        ours = report.get("mpp_x")
        if (ours is None) != (stated is None) or (
                ours and abs(ours / float(stated) - 1) > SIZE_TOLERANCE):
            failures.append(f"{ours} µm per pixel, not {stated}")
    for level, size in enumerate(slide.level_dimensions):
        found = pixels(program, path, "--decode-level", str(level))
        trouble = differences(found, slide.read_region((0, 0), level, size), background)
        if trouble:
            failures.append(f"level {level}: {trouble}")
    names = {picture["name"] for picture in report["associated"]} & set(slide.associated_images)
    for name in sorted(names):
        found = pixels(program, path, "--decode-picture", name)
        trouble = differences(found, slide.associated_images[name], background)
        if trouble:
            failures.append(f"{name}: {trouble}")
    missing = set(slide.associated_images) - names
    failures += [f"{name} is missing" for name in sorted(missing)]
    return failures, f"{vendor}, {len(sizes)} levels, {len(names)} pictures, {report['reader']}"


def main():
    program, *paths = sys.argv[1:]
    failed = False
    for path in paths:
        failures, remark = compare(program, path)
        print(f"{os.path.basename(path)}: {'; '.join(failures) or 'equal'} ({remark})")
        failed = failed or bool(failures)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
