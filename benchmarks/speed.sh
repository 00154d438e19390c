#!/usr/bin/env bash
# Speed of the whole job and of its stages beside decoders and peers, and the goals they are judged by.
#
#   benchmarks/speed.sh [OUT] [--quick] [--no-peers]
#
# Builds the programs of this package that time single stages, and calls bench.py, whose --help says what is
# measured. The peers need ../shared/eval/peers and a Python with their requirements in KI67_PYTHON.
set -euo pipefail
cd "$(dirname "$0")/.."
for product in stages decode-alone allocations; do
  swift build -c release --quiet --package-path benchmarks --scratch-path .build/benchmarks --product "$product"
done
python=${KI67_PYTHON:-$PWD/.venv/bin/python}
[ -x "$python" ] || python=python3
exec "$python" benchmarks/bench.py "$@"
