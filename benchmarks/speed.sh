#!/usr/bin/env bash
# Time of the whole job on the same tiles, beside two Python peers, one core each.
#
#   benchmarks/speed.sh [OUT] [RUNS]
#
# Tiles are synthetic, 1024 x 1024 px, PNG.  The programs run in turn (A B C A B C …) and the medians of
# user + system time are compared, because wall time on a shared machine says little.  The peers need
# ../shared/eval/peers and Python with their requirements; without them only ours is timed.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/speed}
runs=${2:-3}
shared=${KI67_SHARED:-../shared}
ki67=.build/release/ki67
python=${KI67_PYTHON:-$PWD/.venv/bin/python}
"$python" benchmarks/speed.py --ki67 "$ki67" --peers "$shared/eval/peers" --out "$out" --runs "$runs"
