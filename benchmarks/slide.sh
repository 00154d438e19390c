#!/usr/bin/env bash
# Memory, time and rate on synthetic whole slides of two sizes, beside decoding alone.
#
#   benchmarks/slide.sh [OUT] [MPP] [SIDE...]
#
# Makes JPEG pyramids of 20000 x 20000 and 60000 x 60000 px (about 0.1 and 0.8 GB; an hour of processor
# time), measures them under --memory 1GiB with two workers, and decodes the full resolution through
# libtiff and nothing else. The slides are kept for the next call; OUT can be deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/slide}
mpp=${2:-0.5}
sides=("${@:3}")
[ ${#sides[@]} -gt 0 ] || sides=(20000 60000)
ki67=${KI67:-.build/release/ki67}
mkdir -p "$out"
cc -O2 -o "$out/decode_only" benchmarks/decode_only.c -ltiff -lpthread
for side in "${sides[@]}"; do
  slide=$out/$side-$mpp/images/synthetic.svs
  [ -f "$slide" ] || "$ki67" synthesize --out "$out/$side-$mpp" --slide "${side}x$side" --mpp "$mpp" --index 0.12
  echo "== $side x $side px at $mpp µm per pixel"
  /usr/bin/time -f "%e s, %U + %S s of processor time, largest resident set %M KiB" \
    "$ki67" quantify "$slide" --out "$out/$side-$mpp/results" --threads 2 --memory 1GiB --quiet
  cut -d, -f5-9 "$out/$side-$mpp/results/cases.csv"
  echo "decoding alone:"
  "$out/decode_only" "$slide" 2
done
