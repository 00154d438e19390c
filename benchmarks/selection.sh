#!/usr/bin/env bash
# What choosing the hottest region does to grades, on simulated tumors: tables for docs/hotspots.md.
# Usage: benchmarks/selection.sh [SLIDES [MODE...]], 200 slides a row and cells:500 when not stated.
set -euo pipefail
cd "$(dirname "$0")"
swift run -c release --quiet --scratch-path ../.build/benchmarks selection "$@"
