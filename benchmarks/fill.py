#!/usr/bin/env python3
"""Put a measured table into a document.

    fill.py DOCUMENT NAME < TABLE

Replaces what stands between the lines `<!-- NAME -->` and `<!-- /NAME -->` by standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run the command line."""
    path, name = Path(sys.argv[1]), sys.argv[2]
    text = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    if text.count(start) != 1 or text.count(end) != 1 or text.index(start) > text.index(end):
        print(f"error: {path} has no place for {name}", file=sys.stderr)
        return 1
    table = sys.stdin.read().strip()
    if not table:
        print(f"error: nothing to put into {path} for {name}", file=sys.stderr)
        return 1
    before, rest = text.split(start)
    after = rest.split(end)[1]
    path.write_text(f"{before}{start}{table}\n{end}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
