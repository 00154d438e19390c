#!/usr/bin/env bash
# Every table and picture of docs/accuracy.md, measured anew.
#
#   benchmarks/evidence.sh [OUT] [--only STEP ...]
#
# Trains a model without each set of annotated images, measures the set with it, and writes accuracy,
# agreement, robustness and ablation to OUT, to standard output and into docs/accuracy.md.  Takes about
# half an hour, most of it for the ablation.  The steps:
#
#   models  left-out  in-sample  reliability  agreement  robustness  ablation
#
# --only does some of them; all but models and in-sample use the models that lie in OUT.  Needs
# ../shared (KI67_SHARED), a release build, and Python with numpy, scipy, scikit-learn and Pillow
# (KI67_PYTHON).
set -euo pipefail
cd "$(dirname "$0")/.."
steps="models left-out in-sample reliability agreement robustness ablation"
out=out/evidence
if [ $# -gt 0 ] && [ "$1" != --only ]; then
  out=$1
  shift
fi
if [ $# -gt 0 ]; then
  if [ "$1" != --only ] || [ $# -lt 2 ]; then
    echo "usage: benchmarks/evidence.sh [OUT] [--only STEP ...]; steps: $steps" >&2
    exit 64
  fi
  shift
  for step in "$@"; do
    if [[ " $steps " != *" $step "* ]]; then
      echo "error: there is no step $step; there are: $steps" >&2
      exit 64
    fi
  done
  steps="$*"
fi
shared=${KI67_SHARED:-../shared}
export KI67=${KI67:-$PWD/.build/release/ki67}
export KI67_PYTHON=${KI67_PYTHON:-$PWD/.venv/bin/python}
data=$shared/data/ki67-dev
if [ ! -f "$data/manifest.csv" ]; then
  echo "skipped: no annotated images in $shared (KI67_SHARED names the folder)"
  exit 0
fi
mkdir -p "$out"

wanted() { [[ " $steps " == *" $1 "* ]]; }

# Runs the command for a table, shows it, and puts it into the document when it is complete.
table() {
  local name=$1
  shift
  wanted "$name" || return 0
  echo
  echo "== $name"
  "$@" | tee "$out/$name.md"
  "$KI67_PYTHON" benchmarks/fill.py docs/accuracy.md "$name" < "$out/$name.md"
}

in_sample() {
  "$KI67" quantify "$data/manifest.csv" --out "$out/built-in" --overlays none --fresh --quiet
  "$KI67_PYTHON" benchmarks/sets.py "$out/built-in/nuclei"
}

if wanted models; then training/leave-one-set-out.sh "$data" "$out/loso" > "$out/loso.log"; fi
for step in $steps; do
  case $step in models | in-sample) continue ;; esac
  if [ ! -f "$out/loso/model-irb.json" ] || [ ! -d "$out/loso/nuclei" ]; then
    echo "error: $out/loso has no models for $step; do the step models first" >&2
    exit 1
  fi
done
table left-out "$KI67_PYTHON" benchmarks/sets.py "$out/loso/nuclei"
table in-sample in_sample
table reliability "$KI67_PYTHON" benchmarks/reliability.py "$out/loso/nuclei"
table agreement "$KI67_PYTHON" benchmarks/agreement.py "$out/loso/nuclei" docs/images/agreement.svg
table robustness benchmarks/robustness.sh "$out/robustness" --models "$out/loso"
table ablation benchmarks/ablation.sh "$out/ablation" --models "$out/loso"
