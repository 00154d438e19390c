#!/usr/bin/env bash
# Every table and picture of docs/accuracy.md, measured anew.
#
#   benchmarks/evidence.sh [OUT]
#
# Trains a model without each set of annotated images, measures the set with it, and writes accuracy,
# agreement, robustness and ablation to OUT, to standard output and into docs/accuracy.md.  Takes about
# half an hour.  Needs ../shared (KI67_SHARED), a release build, and Python with numpy, scipy,
# scikit-learn and Pillow (KI67_PYTHON).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/evidence}
shared=${KI67_SHARED:-../shared}
export KI67=${KI67:-$PWD/.build/release/ki67}
export KI67_PYTHON=${KI67_PYTHON:-$PWD/.venv/bin/python}
data=$shared/data/ki67-dev
if [ ! -f "$data/manifest.csv" ]; then
  echo "skipped: no annotated images in $shared (KI67_SHARED names the folder)"
  exit 0
fi
mkdir -p "$out"

# Shows a table and puts it into the document.
table() {
  echo; echo "== $1"
  tee "$out/$1.md"
  "$KI67_PYTHON" benchmarks/fill.py docs/accuracy.md "$1" < "$out/$1.md"
}

training/leave-one-set-out.sh "$data" "$out/loso" > "$out/loso.log"
"$KI67_PYTHON" benchmarks/sets.py "$out/loso/nuclei" | table left-out
"$KI67" quantify "$data/manifest.csv" --out "$out/built-in" --overlays none --quiet
"$KI67_PYTHON" benchmarks/sets.py "$out/built-in/nuclei" | table in-sample
"$KI67_PYTHON" benchmarks/agreement.py "$out/loso/nuclei" docs/images/agreement.svg | table agreement
benchmarks/robustness.sh "$out/robustness" --models "$out/loso" | table robustness
benchmarks/ablation.sh "$out/ablation" --models "$out/loso" | table ablation
