#!/usr/bin/env bash
# How often intervals hold the true index and stated grades are right, on simulated counts.
# Usage: benchmarks/coverage.sh [TUMORS]
set -euo pipefail
cd "$(dirname "$0")"
swift run -c release --quiet --scratch-path ../.build/benchmarks coverage "$@"
