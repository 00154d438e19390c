"""Inputs of the benchmarks, made once for each folder; seeds are fixed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from .runs import Programs

#: Formats that tiles are measured in; all but PNG are TIFF in tiles of 256 px.
FORMATS = ["png", "raw", "lzw", "deflate", "jpeg"]


def tiles(programs: Programs, folder: Path, side: int, mpp: float, count: int) -> list[Path]:
    """Synthetic PNG tiles of seeds 0, 1, 2 …"""
    place = folder / f"tiles-{side}-{mpp}"
    place.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        path = place / f"tile{seed:03}.png"
        if path.is_file():
            continue
        made = place / "made"
        subprocess.run(
            [programs.ki67, "synthesize", "--out", made, "--name", path.stem, "--seed", str(seed),
             "--width", str(side), "--height", str(side), "--mpp", str(mpp)],
            check=True, stdout=subprocess.DEVNULL)
        (made / "images" / path.name).rename(path)
        shutil.rmtree(made)
    return sorted(place.glob("tile*.png"))[:count]


def in_formats(programs: Programs, files: list[Path]) -> dict[str, list[Path]]:
    """The same tiles in every format."""
    folder = files[0].parent
    missing = [file for file in files
               if not all((folder / kind / f"{file.stem}.tif").is_file() for kind in FORMATS[1:])]
    if missing:
        subprocess.run([programs.stages, "convert", folder, *missing], check=True)
    found = {kind: [folder / kind / f"{file.stem}.tif" for file in files] for kind in FORMATS[1:]}
    return {"png": files, **found}


def development_tiles(programs: Programs, folder: Path, side: int) -> list[Path]:
    """Tiles cut from the development images of about half a µm per pixel, none when they are not there."""
    images = sorted((programs.shared / "data/ki67-dev/images").glob("irb_[0-9]*.png"))
    place = folder / f"development-{side}"
    if images and not place.is_dir():
        subprocess.run([programs.stages, "cut", str(side), place, *images], check=True)
    return sorted(place.glob("*.png"))


def slide(programs: Programs, folder: Path, side: int) -> Path:
    """A synthetic whole slide: a pyramid of JPEG tiles."""
    place = folder / f"slide-{side}"
    found = place / "images" / "synthetic.svs"
    if not found.is_file():
        subprocess.run([programs.ki67, "synthesize", "--out", place, "--slide", f"{side}x{side}",
                        "--mpp", "0.5"], check=True, stdout=subprocess.DEVNULL)
    return found
