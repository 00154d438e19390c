#!/usr/bin/env python3
"""Agreement of the measured index with the annotated one, as a laboratory would study it.

    agreement.py PRED OUT.svg

PRED is a folder of tables of nuclei of the development images (`ki67 quantify`).  Writes one picture:
index against annotated index with Lin's concordance correlation coefficient, and a Bland-Altman plot
with bias and 95 % limits of agreement.  Prints the figures as a Markdown table.  Intervals are 95 %:

    bias, limits   Bland & Altman, Stat Methods Med Res 1999;8:135-160: s / sqrt(n) and
                   s * sqrt(1 / n + 1.96^2 / (2 (n - 1))), times Student's t with n - 1 degrees
    CCC            Lin, Biometrics 1989;45:255-268, corrected 2000;56:324-325: Fisher's z

Every image that counts in the overall figures is one case; they are parts of slides, not patients.
The picture holds index figures only, nothing of the images.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import t as student

from development import score, skip_without_data

#: Shapes and colors that are told apart in gray and with any color vision.
MARKS = (("circle", "#1f3fb0"), ("square", "#b04a00"), ("triangle", "#3a7d44"), ("diamond", "#7a3b8f"))
GRADES = (3, 20)


@dataclass
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def text(self, form: str) -> str:
        """The figure as text."""
        shown = (format(v, form).replace("-", "−") for v in (self.value, self.low, self.high))
        return "{} ({} to {})".format(*shown)


class Agreement:
    """Agreement of paired measurements."""

    def __init__(self, true: np.ndarray, measured: np.ndarray) -> None:
        self.count = len(true)
        difference = measured - true
        deviation = difference.std(ddof=1)
        quantile = float(student.ppf(0.975, self.count - 1))
        bias = float(difference.mean())

        def around(value: float, error: float) -> Interval:
            return Interval(value, value - quantile * error, value + quantile * error)

        self.bias = around(bias, deviation / math.sqrt(self.count))
        error = deviation * math.sqrt(1 / self.count + 1.96 ** 2 / (2 * (self.count - 1)))
        self.lower = around(bias - 1.96 * deviation, error)
        self.upper = around(bias + 1.96 * deviation, error)
        self.ccc = concordance(true, measured)


def concordance(x: np.ndarray, y: np.ndarray) -> Interval:
    """Lin's concordance correlation coefficient with its interval by Fisher's z."""
    n = len(x)
    covariance = ((x - x.mean()) * (y - y.mean())).mean()
    shift = x.mean() - y.mean()
    c = float(2 * covariance / (x.var() + y.var() + shift ** 2))
    r = float(covariance / math.sqrt(x.var() * y.var()))
    u2 = float(shift ** 2 / math.sqrt(x.var() * y.var()))
    variance = ((1 - r ** 2) * c ** 2 / ((1 - c ** 2) * r ** 2)
                + 2 * c ** 3 * (1 - c) * u2 / (r * (1 - c ** 2) ** 2)
                - c ** 4 * u2 ** 2 / (2 * r ** 2 * (1 - c ** 2) ** 2)) / (n - 2)
    z, error = math.atanh(c), 1.959964 * math.sqrt(variance)
    return Interval(c, math.tanh(z - error), math.tanh(z + error))


class Plot:
    """A rectangle of a picture with its own axes; both may be drawn by square root."""

    def __init__(self, left: float, x: tuple[float, float], y: tuple[float, float],
                 root: tuple[bool, bool]) -> None:
        self.left, self.top, self.width, self.height = left, 64.0, 380.0, 380.0
        self.x_range, self.y_range, self.root = x, y, root
        self.parts: list[str] = []

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the axes in the picture."""
        def share(value: float, limits: tuple[float, float], root: bool) -> float:
            if root:
                return math.sqrt(max(value, 0) / limits[1])
            return (value - limits[0]) / (limits[1] - limits[0])
        return (self.left + self.width * share(x, self.x_range, self.root[0]),
                self.top + self.height * (1 - share(y, self.y_range, self.root[1])))

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
        """A straight line between two points of the axes."""
        (x1, y1), (x2, y2) = self.place(*start), self.place(*end)
        self.parts.append(f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" '
                          f'x2="{x2:.1f}" y2="{y2:.1f}"/>')

    def band(self, low: float, high: float, kind: str) -> None:
        """A horizontal band."""
        (x1, y1), (x2, y2) = self.place(self.x_range[0], high), self.place(self.x_range[1], low)
        self.parts.append(f'<rect class="{kind}" x="{x1:.1f}" y="{y1:.1f}" '
                          f'width="{x2 - x1:.1f}" height="{y2 - y1:.1f}"/>')

    def text(self, x: float, y: float, text: str, kind: str = "") -> None:
        """A text at a place of the picture."""
        self.parts.append(f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{text}</text>')

    def axes(self, title: str, x_title: str, y_title: str, x_ticks: tuple[float, ...],
             y_ticks: tuple[float, ...]) -> None:
        """Frame, grid, ticks and titles."""
        bottom, right = self.top + self.height, self.left + self.width
        for tick in x_ticks:
            self.line((tick, self.y_range[0]), (tick, self.y_range[1]), "grid")
            self.text(self.place(tick, self.y_range[0])[0], bottom + 18, f"{tick:g}", "soft middle")
        for tick in y_ticks:
            self.line((self.x_range[0], tick), (self.x_range[1], tick), "grid")
            label = f"{tick:+g}" if self.y_range[0] < 0 and tick else f"{tick:g}"
            self.text(self.left - 8, self.place(self.x_range[0], tick)[1] + 4,
                      label.replace("-", "−"), "soft end")
        self.parts.append(f'<rect class="frame" x="{self.left}" y="{self.top}" '
                          f'width="{self.width}" height="{self.height}"/>')
        self.text(self.left, self.top - 14, title, "title")
        self.text((self.left + right) / 2, bottom + 40, x_title, "soft middle")
        middle = self.top + self.height / 2
        self.parts.append(f'<text class="soft middle" transform="translate({self.left - 42:.1f} '
                          f'{middle:.1f}) rotate(-90)">{y_title}</text>')

    def mark(self, x: float, y: float, kind: int) -> None:
        """One case."""
        self.parts.append(symbol(*self.place(x, y), kind))


def symbol(x: float, y: float, kind: int) -> str:
    """The mark of a set."""
    shape, color = MARKS[kind % len(MARKS)]
    style = f'fill="{color}" fill-opacity=".65" stroke="{color}"'
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" {style}/>'
    path = {"square": "M-4 -4h8v8h-8z", "triangle": "M0 -5.2L4.8 3.6H-4.8z",
            "diamond": "M0 -5.4L5.4 0L0 5.4L-5.4 0z"}[shape]
    return f'<path d="{path}" transform="translate({x:.1f} {y:.1f})" {style}/>'


HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540" width="960" role="img" \
aria-label="Agreement of measured and annotated Ki-67 index">
<style>
text { font: 13px system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif; fill: #1c1a22; }
.title { font-size: 15px; font-weight: 600; } .soft { fill: #57525f; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.frame { fill: none; stroke: #8a8492; } .grid { stroke: #ebe8ee; } .cut { stroke: #9a73bd; }
.equal { stroke: #1c1a22; } .bias { stroke: #1c1a22; stroke-width: 1.8; }
.limit { stroke: #1c1a22; stroke-dasharray: 6 4; } .interval { fill: #9a73bd; fill-opacity: .16; }
</style>
<rect width="960" height="540" fill="#ffffff"/>
"""


def draw(true: np.ndarray, measured: np.ndarray, kinds: list[int], sets: list[str],
         agreement: Agreement) -> str:
    """The picture."""
    scatter = Plot(62, (0, 100), (0, 100), (True, True))
    ticks = (0, 1, 3, 10, 20, 50, 100)
    scatter.axes("Index", "annotated index, % (square-root scale)", "measured index, %", ticks, ticks)
    for grade in GRADES:
        scatter.line((grade, 0), (grade, 100), "cut")
        scatter.line((0, grade), (100, grade), "cut")
    scatter.line((0, 0), (100, 100), "equal")
    scatter.text(scatter.left + 10, scatter.top + 20, f"n = {agreement.count} images")
    scatter.text(scatter.left + 10, scatter.top + 38, f"CCC {agreement.ccc.text('.3f')}")

    difference = measured - true
    mean = (measured + true) / 2
    reach = 5 * math.ceil(max(np.abs(difference).max(), abs(agreement.lower.low),
                              abs(agreement.upper.high)) / 5)
    bland = Plot(540, (0, 100), (-reach, reach), (False, False))
    step = 5 if reach <= 20 else 10
    bland.axes("Difference (Bland–Altman)", "mean of both, %", "measured − annotated, points",
               (0, 20, 40, 60, 80, 100), tuple(range(-reach // step * step + step, reach, step)))
    for line, kind in ((agreement.bias, "bias"), (agreement.lower, "limit"), (agreement.upper, "limit")):
        bland.band(line.low, line.high, "interval")
        bland.line((0, line.value), (100, line.value), kind)
    for x, y, kind in zip(true, measured, kinds):
        scatter.mark(x, y, kind)
    for x, y, kind in zip(mean, difference, kinds):
        bland.mark(x, y, kind)
    for line, name in ((agreement.bias, "bias"), (agreement.lower, "lower limit"),
                       (agreement.upper, "upper limit")):
        y = bland.place(0, line.value)[1]
        bland.text(bland.left + bland.width - 6, y - 5,
                   f"{name} {line.value:+.1f}".replace("-", "−"), "end")
    legend = [symbol(70 + 90 * kind, 522, kind)
              + f'<text x="{80 + 90 * kind}" y="526">{name}</text>' for kind, name in enumerate(sets)]
    note = ('<text class="soft end" x="920" y="526">purple lines: cut-offs of the grades; '
            'bands: 95 % intervals</text>')
    return HEAD + "\n".join([*scatter.parts, *bland.parts, *legend, note]) + "\n</svg>\n"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nuclei", type=Path, metavar="PRED", help="folder of tables of nuclei")
    parser.add_argument("out", type=Path, metavar="OUT.svg", help="picture to write")
    options = parser.parse_args()
    skip_without_data()
    cases = [image for image in score(options.nuclei)["images"]
             if image["scored"] == "full" and image["true_index_percent"] is not None]
    sets = sorted({case["set"] for case in cases})
    true = np.array([case["true_index_percent"] for case in cases])
    measured = np.array([case["pred_index_percent"] for case in cases])
    agreement = Agreement(true, measured)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        draw(true, measured, [sets.index(case["set"]) for case in cases], sets, agreement),
        encoding="utf-8")
    print("| images | bias | lower limit | upper limit | CCC |\n|---|---|---|---|---|")
    print(f"| {agreement.count} | {agreement.bias.text('+.1f')} | {agreement.lower.text('+.1f')} "
          f"| {agreement.upper.text('+.1f')} | {agreement.ccc.text('.3f')} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
