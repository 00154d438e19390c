#!/usr/bin/env bash
# Measures 40 000 small images in one run: is memory flat, does the last tenth take as long as the first?
#
#   benchmarks/batch.sh [OUT] [IMAGES]
#
# Needs Python 3 and the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 benchmarks/batch.py --ki67 "${KI67:-.build/release/ki67}" --out "${1:-out/batch}" \
  --images "${2:-40000}"
