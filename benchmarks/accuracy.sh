#!/usr/bin/env bash
# Accuracy on annotated images and on synthetic slides.
#
#   benchmarks/accuracy.sh [OUT]
#
# Needs ../shared (annotated images and the scorer), a release build, and Python with numpy, scipy,
# scikit-learn and Pillow (KI67_PYTHON).  Prints four tables: the built-in model, which has seen the
# images; models trained without the set they are tested on, which is what counts; kinds of nuclei;
# and synthetic slides with known truth at 3 µm.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/accuracy}
shared=${KI67_SHARED:-../shared}
data=$shared/data/ki67-dev
ki67=.build/release/ki67
python=${KI67_PYTHON:-$PWD/.venv/bin/python}
score() { "$python" "$shared/eval/score.py" --no-images "$@" 2>/dev/null | grep -v '^$' | grep -v '^[PBM][a-z]* '; }

mkdir -p "$out"
echo "== built-in model, development images (in-sample)"
"$ki67" quantify "$data/manifest.csv" --out "$out/built-in" --overlays none --fresh --quiet
score --data "$data" --pred "$out/built-in/nuclei" | head -8

echo "== leave one set out, development images"
KI67_PYTHON=$python training/leave-one-set-out.sh "$data" "$out/loso" > "$out/loso.log"
score --data "$data" --pred "$out/loso/nuclei" | head -8

echo "== kinds of nuclei, leave one set out"
"$python" benchmarks/kinds.py --scorer "$shared/eval/score.py" --data "$data" --nuclei "$out/loso/nuclei"

echo "== synthetic slides, matching radius 3 µm"
rm -rf "$out/synthetic"
for seed in 1 2 3 4 5 6; do
  mpp=$([ $((seed % 2)) = 0 ] && echo 0.5 || echo 0.25)
  "$ki67" synthesize --out "$out/synthetic/slide$seed" --name "slide$seed" --seed "$seed" \
    --index "0.0$((seed * 3 / 2))" --width 1600 --height 1600 --mpp "$mpp" --ground-truth > /dev/null
  "$ki67" quantify "$out/synthetic/slide$seed" --out "$out/synthetic/run$seed" --overlays none --fresh --quiet
  printf 'seed %s, %s µm/px: ' "$seed" "$mpp"
  score --data "$out/synthetic/slide$seed" --pred "$out/synthetic/run$seed/nuclei" --radius-um 3 \
    | grep OVERALL | head -1
done
