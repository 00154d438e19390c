#!/usr/bin/env bash
# Opens the reports of the samples and of a run of 500 cases in Chromium: time, errors, accessibility.
# Usage: benchmarks/report.sh [CASES]. KI67_PYTHON names a Python with playwright and
# axe-playwright-python; CHROMIUM the browser, when it is not called chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
work=out/report-benchmark
rm -rf "$work"
"${KI67_PYTHON:-python3}" benchmarks/report.py \
  --ki67 "${KI67:-.build/release/ki67}" --work "$work" --cases "${1:-500}"
