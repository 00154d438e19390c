#!/usr/bin/env bash
# Kills a run at random moments, goes on each time, and compares the end with an undisturbed run.
#
#   benchmarks/kill.sh [OUT] [KILLS] [TILES]
#
# The default is 100 kills of a run over 500 tiles.  Needs Python 3 and the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 benchmarks/kill.py --ki67 .build/release/ki67 --out "${1:-out/kill}" \
  --kills "${2:-100}" --tiles "${3:-500}"
