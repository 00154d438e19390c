"""Results as Markdown and as a chart."""

from __future__ import annotations

from html import escape

NAMES = {"png": "PNG", "raw": "TIFF, raw", "lzw": "TIFF, LZW", "deflate": "TIFF, Deflate", "jpeg": "TIFF, JPEG"}


def table(head: list[str], rows: list[list]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """Two decimals of small numbers, none of large ones."""
    return f"{value:.2f}" if value < 20 else f"{value:.0f}"


def markdown(results: dict) -> str:
    """All results, the judged ratios first."""
    parts = [f"{results['date']}, commit {results['commit']}, `{results['command']}`; load {results['load']} on "
             f"{results['cores']} cores; processor time on one core, medians, programs in turn.\n"]
    parts.append(table(["figure", "value", "asked", "holds", "measured"], [
        [line["figure"], number(line["value"]),
         f"{line['limit']} {line['bound']:g}", "yes" if line["holds"] else "**no**", line["detail"]]
        for line in results["ratios"]]))
    parts.append(table(
        ["MP/s of a stage alone", "µm", "decoding", "the library", "deconvolution", "detection"],
        [[NAMES[line["format"]], line["micronsPerPixel"], f"{line['decoding']:.0f}", f"{line['library']:.0f}",
          *(f"{line[stage]:.0f}" if stage in line else "" for stage in ("deconvolution", "detection"))]
         for line in results["stages"]]))
    sizes = sorted({line["side"] for line in results["formats"]})
    cells = {(line["format"], line["micronsPerPixel"], line["side"]): line for line in results["formats"]}
    parts.append(table(
        ["tiles/s, whole job", "µm", *(f"{side} px" for side in sizes)],
        [[NAMES[kind], mpp, *(f"{cells[kind, mpp, side]['tilesPerSecond']:.1f}" for side in sizes)]
         for mpp in sorted({key[1] for key in cells}) for kind in NAMES]))
    parts.append(table(
        ["ms a tile, PNG", "µm", "no pictures", "`--overlays hotspots`", "all pictures"],
        [["whole job", line["micronsPerPixel"],
          *(f"{line['milliseconds'][kind]:.0f}" for kind in ("none", "hotspots", "all"))]
         for line in results["pictures"]]))
    parts.append(table(
        ["threads", "s by the clock", "s of processor time", "speed-up", "MB at most"],
        [[line["threads"], f"{line['wall']:.2f}", f"{line['processor']:.2f}", f"{line['speedup']:.2f}",
          f"{line['residentMB']:.0f}"] for line in results["scaling"]]))
    blocks = results["allocations"]["blocksPerTile"]
    parts.append(table(["requests for memory, one more tile", *blocks], [
        ["blocks", *(f"{number:.0f}" for number in blocks.values())]]))
    start, slide = results["start"], results["slide"]
    parts.append(f"Start: {start['wallMilliseconds']['version']:.0f} ms for `--version`, "
                 f"{start['wallMilliseconds']['job']:.0f} ms "
                 f"({start['processorMilliseconds']['job']:.0f} ms of processor time) for one tile. "
                 f"Whole slide of {slide['side']} × {slide['side']} px: {slide['wall']:.1f} s on two threads, "
                 f"{slide['megapixelsPerSecond']:.0f} MP/s, {slide['residentMB']:.0f} MB.\n")
    return "\n".join(parts)


def chart(results: dict) -> str:
    """Each judged ratio as a bar, 1 being its limit; an SVG that needs nothing else."""
    lines = results["ratios"]
    left, unit, step = 430, 150, 30
    reach = 3.0
    width, height = left + int(unit * reach) + 90, step * len(lines) + 78
    body = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" role="img">',
            "<title>Speed of ki67 against its goals</title>",
            f'<rect width="{width}" height="{height}" fill="white"/>',
            '<text x="12" y="24" font-size="15">What was measured, relative to what is asked: '
            "bars that end before the line hold</text>"]
    values = []
    for index, line in enumerate(lines):
        y = 44 + step * index
        share = line["value"] / line["bound"] if line["limit"] == "at most" else line["bound"] / line["value"]
        bar = unit * min(share, reach)
        color = "#2a7f62" if line["holds"] else "#b3541e"
        body.append(f'<text x="{left - 10}" y="{y + 15}" text-anchor="end">{escape(line["figure"])}</text>')
        body.append(f'<rect x="{left}" y="{y}" width="{bar:.1f}" height="{step - 9}" fill="{color}"/>')
        values.append(f'<text x="{left + bar + 6:.1f}" y="{y + 15}" stroke="white" stroke-width="4" '
                    f'paint-order="stroke">{number(line["value"])}</text>')
    bottom = 44 + step * len(lines)
    body.append(f'<line x1="{left + unit}" y1="36" x2="{left + unit}" y2="{bottom}" stroke="#222" '
                'stroke-dasharray="4 3"/>')
    # Over the line.
    body += values
    body.append(f'<text x="{left + unit}" y="{bottom + 16}" text-anchor="middle">limit</text>')
    return "\n".join([*body, "</svg>"]) + "\n"
