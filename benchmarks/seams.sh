#!/usr/bin/env bash
# A slide as one pyramid and cut into tiles of 512, 1024 and 2048 px gives the same nuclei.
#
#   benchmarks/seams.sh [OUT] [SIDE]
#
# SIDE is 20000 px unless given; that takes 4 GB of disk, 4 GB of memory and half an hour. The exit code is
# 1 when any number or nucleus differs. make test does the same on small slides (SeamTests, WholeSlideTests).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/seams}
side=${2:-20000}
ki67=${KI67:-.build/release/ki67}
python=${KI67_PYTHON:-$PWD/.venv/bin/python}
slide=$out/$side/images/synthetic.svs
[ -f "$slide" ] || "$ki67" synthesize --out "$out/$side" --slide "${side}x$side" --index 0.12 --glass 0.2 --lossless
"$python" benchmarks/seams.py --ki67 "$ki67" --slide "$slide" --out "$out/$side" --mpp 0.5
