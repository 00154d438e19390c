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

# Runs the command for a table, shows it, and puts it into the document when it is complete.
table() {
  local name=$1
  shift
  echo
  echo "== $name"
  "$@" | tee "$out/$name.md"
  "$KI67_PYTHON" benchmarks/fill.py docs/accuracy.md "$name" < "$out/$name.md"
}

training/leave-one-set-out.sh "$data" "$out/loso" > "$out/loso.log"
"$KI67" quantify "$data/manifest.csv" --out "$out/built-in" --overlays none --quiet
table left-out "$KI67_PYTHON" benchmarks/sets.py "$out/loso/nuclei"
table in-sample "$KI67_PYTHON" benchmarks/sets.py "$out/built-in/nuclei"
table reliability "$KI67_PYTHON" benchmarks/reliability.py "$out/loso/nuclei"
table agreement "$KI67_PYTHON" benchmarks/agreement.py "$out/loso/nuclei" docs/images/agreement.svg
table robustness benchmarks/robustness.sh "$out/robustness" --models "$out/loso"
table ablation benchmarks/ablation.sh "$out/ablation" --models "$out/loso"
