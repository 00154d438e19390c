#!/usr/bin/env bash
# Memory, time and rate on synthetic whole slides of two sizes, beside decoding alone.
#
#   benchmarks/slide.sh [OUT] [MPP] [TIMES...]
#
# Makes a JPEG pyramid of 20000 x 20000 px and, of its tiles, one of 3 x 3 copies (59904 x 59904 px, 0.7 GB),
# measures them under --memory 1GiB with two workers and all pictures, and decodes the full resolution through
# libtiff and nothing else; a quarter of an hour of processor time. The slides are kept for the next call; OUT can
# be deleted. KI67_PYTHON needs tifffile and imagecodecs.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/slide}
mpp=${2:-0.5}
copies=("${@:3}")
[ ${#copies[@]} -gt 0 ] || copies=(1 3)
ki67=${KI67:-.build/release/ki67}
python=${KI67_PYTHON:-$PWD/.venv/bin/python}
mkdir -p "$out"
cc -O2 -o "$out/decode_only" benchmarks/decode_only.c -ltiff -lpthread
drawn=$out/drawn-$mpp/images/synthetic.svs
[ -f "$drawn" ] || "$ki67" synthesize --out "$out/drawn-$mpp" --slide 20000x20000 --mpp "$mpp" --index 0.12
for times in "${copies[@]}"; do
  slide=$drawn
  if [ "$times" -gt 1 ]; then
    slide=$out/copies-$times-$mpp.svs
    [ -f "$slide" ] || "$python" benchmarks/copies.py "$drawn" "$times" "$slide"
  fi
  results=$out/results-$times-$mpp
  rm -rf "$results"
  echo "== $times x $times times 20000 x 20000 px at $mpp µm per pixel"
  /usr/bin/time -o "$out/time.txt" -f "%e %U %S %M" \
    "$ki67" quantify "$slide" --out "$results" --threads 2 --memory 1GiB --quiet >/dev/null
  "$python" - "$results/slides.csv" "$out/time.txt" <<'PYTHON'
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    slide = next(csv.DictReader(file))
with open(sys.argv[2], encoding="utf-8") as file:
    wall, user, system, kibibytes = map(float, file.read().split())
pixels, area = int(slide["width"]) * int(slide["height"]) / 1e6, float(slide["measured_area_mm2"])
spent = user + system
print(f"{slide['positive']} of {slide['total']} nuclei positive, {slide['index_percent']} %")
print(f"{wall:.1f} s, {spent:.1f} s of processor time; largest resident set {kibibytes * 1.024e-3:.0f} MB")
print(f"per core: {pixels / spent:.1f} MP/s, {60 * area / spent:.0f} mm² a minute")
PYTHON
  echo "decoding alone:"
  "$out/decode_only" "$slide" 2
done
