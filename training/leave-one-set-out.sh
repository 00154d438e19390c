#!/usr/bin/env bash
# Judges the scoring model on images it was not trained on.
#
#   training/leave-one-set-out.sh DATA OUT [PROFILE]
#
# DATA holds manifest.csv, images/, gt/ and roi/ (see README.md).  For every set of images a model is
# trained without it and used to measure it.  OUT gets one folder of nuclei for the scorer,
# OUT/nuclei, the models, and OUT/model-all.json, which was trained on everything.  With PROFILE
# everything is measured, and the models are trained, with that profile.
set -euo pipefail
data=$(realpath "$1")
out=$(mkdir -p "$2" && realpath "$2")
here=$(dirname "$(realpath "$0")")
ki67=${KI67:-$here/../.build/release/ki67}
python=${KI67_PYTHON:-python3}
options=(--overlays none --fresh --quiet)
if [ $# -gt 2 ]; then options+=(--profile "$3"); fi

# The same images at the stated pixel size and at 13 % less and 15 % more, so that the model does not
# rely on an exact one.
features=()
for factor in 0.87 1 1.15; do
  manifest="$out/manifest-$factor.csv"
  "$python" "$here/scale_manifest.py" "$data/manifest.csv" "$factor" > "$manifest"
  "$ki67" quantify "$manifest" --out "$out/run-$factor" --features "$out/features-$factor" \
    --nuclei none "${options[@]}"
  features+=("$out/features-$factor")
done
# And as if stained with a quarter less and a third more dye, so that it does not rely on the strength
# of the stain either.
for amount in 0.75 1.33; do
  "$python" "$here/vary_stain.py" "$data/manifest.csv" "$amount" "$out/stain-$amount"
  "$ki67" quantify "$out/stain-$amount/manifest.csv" --out "$out/run-stain-$amount" \
    --features "$out/features-stain-$amount" --nuclei none "${options[@]}"
  features+=("$out/features-stain-$amount")
done

rm -rf "$out/nuclei"
mkdir -p "$out/nuclei"
"$python" "$here/train.py" --data "$data" --features "${features[@]}" --out "$out/model-all.json"
for group in "irb irb_full" "bcd" "dlf" "net_marked"; do
  name=${group%% *}
  # shellcheck disable=SC2086
  "$python" "$here/train.py" --data "$data" --features "${features[@]}" \
    --leave-out $group --out "$out/model-$name.json"
  "$python" "$here/scale_manifest.py" "$data/manifest.csv" 1 $group > "$out/manifest-$name.csv"
  "$ki67" quantify "$out/manifest-$name.csv" --model "$out/model-$name.json" \
    --out "$out/run-$name" "${options[@]}"
  cp "$out/run-$name/nuclei/"*.csv "$out/nuclei/"
done
