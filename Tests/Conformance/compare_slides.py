"""Compares levels, pixel size, pictures and pixels of slides with those of openslide-python.

    compare_slides.py KI67 SLIDE...

KI67 is the program, which is given the same OpenSlide library as this script for what it reads
through it. Every level and every picture beside the slide that both know must be equal in each
pixel that OpenSlide covers wholly, over OpenSlide's background elsewhere.
"""

import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import openslide
from PIL import Image

Image.MAX_IMAGE_PIXELS = None
# Relative, of pixel sizes: OpenSlide prints them with fewer digits.
SIZE_TOLERANCE = 1e-6


def library():
    """The file of the OpenSlide library that this process uses."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        names = {line.split()[-1] for line in maps if "libopenslide" in line}
    return sorted(names)[0]


def run(program, path, *options):
    done = subprocess.run(
        [program, "info", "--json", *options, path], capture_output=True, check=False,
        env={**os.environ, "KI67_OPENSLIDE": library()}, timeout=120)
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


def compare(program, path):
    """Failures of one slide, and a remark on what was compared."""
    report = run(program, path)
    slide = openslide.OpenSlide(path)
    text = slide.properties.get("openslide.background-color", "FFFFFF")
    background = np.array([int(text[i:i + 2], 16) for i in (0, 2, 4)])
    sizes = [(level["width"], level["height"]) for level in report["levels"]]
    if sizes != list(slide.level_dimensions):
        return [f"levels {sizes}, not {list(slide.level_dimensions)}"], ""
    failures = []
    stated = slide.properties.get("openslide.mpp-x")
    vendor = slide.properties["openslide.vendor"]
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
