"""What is measured: each function fills one part of the results."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from . import inputs
from .runs import Programs, in_turn, median, run, text

SIZES = [256, 512, 1024, 2048]
PIXEL_SIZES = [0.25, 0.5]


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    #: Tiles of 1024 px for the ratios, and for the peers, which take longer.
    tiles: int
    peer_tiles: int
    rounds: int
    #: Rounds of the peers, and of each cell of the table of formats.
    few_rounds: int
    #: Megapixels of each cell of that table, its sizes, and the side of the whole slide.
    megapixels: float
    sizes: tuple[int, ...]
    slide: int
    starts: int
    #: Side of the tiles that the ratios are taken on.
    side: int = 1024


FULL = Extent(tiles=32, peer_tiles=8, rounds=5, few_rounds=2, megapixels=8, sizes=tuple(SIZES), slide=8192, starts=15)
QUICK = Extent(tiles=8, peer_tiles=2, rounds=2, few_rounds=1, megapixels=2, sizes=(256, 1024), slide=2048, starts=5)
#: For the test of this program; the figures say nothing.
TINY = Extent(tiles=2, peer_tiles=1, rounds=1, few_rounds=1, megapixels=0.05, sizes=(256,), slide=1024, starts=1,
              side=256)


class Benchmark:
    """One run over everything; `results` is what becomes JSON."""

    def __init__(self, programs: Programs, folder: Path, extent: Extent, with_peers: bool, say) -> None:
        self.programs, self.folder, self.extent, self.say = programs, folder, extent, say
        self.with_peers = with_peers
        self.out = folder / "run"
        self.results: dict = {"ratios": [], "stages": [], "formats": [], "peers": []}

    def everything(self) -> dict:
        """Measures all parts in order."""
        for mpp in PIXEL_SIZES:
            self.ratios(mpp)
        self.stages()
        self.peers()
        self.formats()
        self.pictures()
        self.scaling()
        self.allocations()
        self.start()
        self.slide()
        return self.results

    def pictures(self) -> None:
        """What the pictures add that a run draws unless told not to, which no other figure has in it."""
        self.results["pictures"] = []
        for mpp in PIXEL_SIZES:
            self.say(f"pictures at {mpp} µm")
            count = min(8, self.extent.tiles)
            files = inputs.tiles(self.programs, self.folder, self.extent.side, mpp, count)
            spent = in_turn(
                {kind: self.programs.quantify(files, self.out, pictures=kind) for kind in ("none", "hotspots", "all")},
                self.extent.few_rounds)
            self.results["pictures"].append(
                {"micronsPerPixel": mpp, "milliseconds": {
                    kind: 1000 * median(took.processor for took in runs) / count for kind, runs in spent.items()}})

    def ratio(self, figure: str, value: float, limit: str, bound: float, detail: str) -> None:
        """Adds a line of the table that is judged; `limit` is `at most` or `at least`."""
        holds = value <= bound if limit == "at most" else value >= bound
        self.results["ratios"].append(
            {"figure": figure, "value": round(value, 3), "limit": limit, "bound": bound, "holds": holds,
             "detail": detail})

    def ratios(self, mpp: float) -> None:
        """Whole job beside decoding alone, in turn, and the stages by the same decoding."""
        self.say(f"whole job and decoding alone at {mpp} µm")
        side = self.extent.side
        files = inputs.in_formats(
            self.programs, inputs.tiles(self.programs, self.folder, side, mpp, self.extent.tiles))
        count = len(files["png"])
        jobs: dict[str, list] = {}
        for kind in ("png", "jpeg"):
            jobs[f"job {kind}"] = self.programs.quantify(files[kind], self.out)
            jobs[f"decoding {kind}"] = [self.programs.decode_alone, 1, *files[kind]]
        spent = in_turn(jobs, self.extent.rounds)
        times = {name: 1000 * median(took.processor for took in runs) / count
                 for name, runs in spent.items()}
        for kind, library, bound in (("png", "libpng", 0.65), ("jpeg", "libtiff", 2.2)):
            ours, theirs = times[f"job {kind}"], times[f"decoding {kind}"]
            name = "PNG" if kind == "png" else "JPEG-TIFF"
            self.ratio(f"whole job on {name} tiles / {library} decoding alone, {mpp} µm", ours / theirs,
                       "at most", bound, f"{ours:.1f} / {theirs:.1f} ms a tile")
        stages = json.loads(text([self.programs.stages, "time", mpp, self.extent.rounds, *files["png"]]))
        area = stages["megapixels"]
        detection = median(stages["detection"]) / area
        alone = text([self.programs.decode_alone, self.extent.rounds + 1, *files["png"]]).split()
        decoding = median(map(float, alone[1:])) / area
        self.ratio(f"measuring alone / libpng decoding, {mpp} µm", detection / decoding, "at most",
                   0.25 if mpp == 0.5 else 0.12, f"{detection:.1f} / {decoding:.1f} ms a megapixel")

    def stages(self) -> None:
        """Each stage by itself, in megapixels a second, beside the libraries."""
        for mpp in PIXEL_SIZES:
            self.say(f"stages at {mpp} µm")
            side = self.extent.side
            count = min(8, self.extent.tiles)
            files = inputs.in_formats(
                self.programs, inputs.tiles(self.programs, self.folder, side, mpp, count))
            for kind in inputs.FORMATS:
                stages = json.loads(text([self.programs.stages, "time", mpp, self.extent.rounds, *files[kind]]))
                alone = text([self.programs.decode_alone, self.extent.rounds + 1, *files[kind]]).split()
                line = {"format": kind, "micronsPerPixel": mpp,
                        "decoding": stages["megapixels"] * 1000 / median(stages["decoding"]),
                        "library": stages["megapixels"] * 1000 / median(map(float, alone[1:]))}
                if kind == "png":
                    for stage in ("deconvolution", "detection"):
                        line[stage] = stages["megapixels"] * 1000 / median(stages[stage])
                self.results["stages"].append(line)

    def peers(self) -> None:
        """Peers on the same tiles, in turn with ours."""
        if not self.with_peers:
            return
        sets = [(f"synthetic, {mpp} µm", mpp, inputs.tiles(
            self.programs, self.folder, self.extent.side, mpp, self.extent.peer_tiles)) for mpp in PIXEL_SIZES]
        real = inputs.development_tiles(self.programs, self.folder, self.extent.side)[:self.extent.peer_tiles]
        if real:
            sets.append(("development images, 0.55 µm", 0.55, real))
        for name, mpp, files in sets:
            commands = self.programs.peer_commands(files, mpp, self.folder / "peer.csv")
            if not commands:
                self.say(f"peers left out: {self.programs.peers} needs its scripts, {self.programs.python} cv2 or skimage")
                return
            self.say(f"peers, {name}")
            ours = [*self.programs.quantify(files, self.out), "--mpp", mpp]
            spent = in_turn({"ki67": ours, **commands}, self.extent.few_rounds)
            times = {key: 1000 * median(took.processor for took in runs) / len(files)
                     for key, runs in spent.items()}
            for peer in commands:
                bound = 4 if peer.startswith("OpenCV") else 30
                self.ratio(f"{peer} / whole job, {name}", times[peer] / times["ki67"], "at least", bound,
                           f"{times[peer]:.1f} / {times['ki67']:.1f} ms a tile, {len(files)} tiles")
            self.results["peers"].append({"tiles": name, **times})

    def formats(self) -> None:
        """Whole job over sizes, pixel sizes and formats."""
        for mpp in PIXEL_SIZES:
            for side in self.extent.sizes:
                self.say(f"tiles of {side} px at {mpp} µm")
                count = max(1, round(1e6 * self.extent.megapixels / side ** 2))
                files = inputs.in_formats(
                    self.programs, inputs.tiles(self.programs, self.folder, side, mpp, count))
                spent = in_turn({kind: self.programs.quantify(files[kind], self.out) for kind in inputs.FORMATS},
                                self.extent.few_rounds)
                for kind, runs in spent.items():
                    seconds = median(took.processor for took in runs)
                    self.results["formats"].append(
                        {"format": kind, "side": side, "micronsPerPixel": mpp, "tiles": count,
                         "tilesPerSecond": count / seconds,
                         "megapixelsPerSecond": count * side ** 2 / 1e6 / seconds})

    def scaling(self) -> None:
        """Wall time and memory over the number of threads."""
        self.say("scaling over threads, memory")
        cores = len(os.sched_getaffinity(0))
        files = inputs.tiles(self.programs, self.folder, self.extent.side, 0.5, self.extent.tiles)
        counts = sorted({1, *(2 ** power for power in range(1, 10) if 2 ** power <= cores), cores})
        lines = []
        runs: dict[int, list] = {threads: [] for threads in counts}
        for _ in range(self.extent.few_rounds + 1):
            for threads in counts:
                runs[threads].append(run(self.programs.quantify(files, self.out, threads)))
        for threads in counts:
            lines.append({"threads": threads, "wall": median(took.wall for took in runs[threads]),
                          "processor": median(took.processor for took in runs[threads]),
                          "residentMB": max(took.resident for took in runs[threads])})
        self.results["scaling"] = lines
        first = lines[0]["wall"]
        for line in lines:
            line["speedup"] = first / line["wall"]
        two = run(self.programs.quantify(files, self.out, 2)).resident
        self.ratio(f"peak memory, {self.extent.side}-px tiles, two workers, MB", two, "at most", 120,
                   f"{len(files)} tiles at 0.5 µm")

    def allocations(self) -> None:
        """Requests for memory of one more tile: of the whole job, and of the stages in steady state."""
        self.say("requests for memory")
        side, count = self.extent.side, max(1, min(8, self.extent.tiles // 2))
        files = inputs.tiles(self.programs, self.folder, side, 0.5, 2 * count)
        counted = [self.programs.allocations(self.programs.quantify(part, self.out), self.folder / "blocks.txt")
                   for part in (files[:count], files)]
        stages = json.loads(text([self.programs.stages, "time", 0.5, 2, *files[:count]],
                                 {"LD_PRELOAD": str(self.programs.counter)}))
        per_tile = {name: blocks / count for name, blocks in stages["allocations"].items()}
        self.results["allocations"] = {
            "blocksPerTile": {"whole job": (counted[1][0] - counted[0][0]) / count, **per_tile},
            "megabytesPerTile": (counted[1][1] - counted[0][1]) / count / 1e6}

    def start(self) -> None:
        """Wall time of one small tile beside a program that does nothing."""
        self.say("start")
        side = min(512, self.extent.side)
        files = inputs.tiles(self.programs, self.folder, side, 0.5, 1)
        both: dict[str, list] = {"job": [], "true": [], "version": []}
        for _ in range(self.extent.starts):
            both["true"].append(run(["true"]))
            both["version"].append(run([self.programs.ki67, "--version"]))
            both["job"].append(run(self.programs.quantify(files, self.out)))
        wall = {name: 1000 * median(took.wall for took in runs) for name, runs in both.items()}
        self.results["start"] = {
            "wallMilliseconds": wall,
            "processorMilliseconds": {name: 1000 * median(took.processor for took in runs)
                                      for name, runs in both.items()}}
        self.ratio(f"start to the end of one {side}-px tile, ms more than `true`", wall["job"] - wall["true"],
                   "at most", 50, f"{wall['job']:.0f} and {wall['true']:.1f} ms by the clock")

    def slide(self) -> None:
        """A whole slide on all cores."""
        self.say("whole slide")
        side = self.extent.slide
        path = inputs.slide(self.programs, self.folder, side)
        took = [run([*self.programs.quantify([path], self.out, 2), "--nuclei", "none"])
                for _ in range(self.extent.few_rounds)]
        self.results["slide"] = {
            "side": side, "wall": median(t.wall for t in took), "processor": median(t.processor for t in took),
            "residentMB": max(t.resident for t in took),
            "megapixelsPerSecond": side ** 2 / 1e6 / median(t.wall for t in took)}
