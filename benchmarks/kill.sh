#!/usr/bin/env bash
# Kills a run at random moments, goes on each time, and compares the end with an undisturbed run.
#
#   benchmarks/kill.sh [OUT] [KILLS] [TILES] [SLIDE]
#
# The default is 100 kills of a run over 500 tiles, then 20 of a run over a whole slide of 10000x9000 pixels,
# which goes on behind the parts that were noted.  Needs Python 3 and the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
ki67=${KI67:-.build/release/ki67}
python3 benchmarks/kill.py --ki67 "$ki67" --out "${1:-out/kill}/tiles" \
  --kills "${2:-100}" --tiles "${3:-500}"
python3 benchmarks/kill.py --ki67 "$ki67" --out "${1:-out/kill}/slide" \
  --kills $(((${2:-100} + 4) / 5)) --slide "${4:-10000x9000}"
