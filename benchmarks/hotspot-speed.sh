#!/usr/bin/env bash
# Processor time of every hotspot mode on a million nuclei, one core.
# Usage: benchmarks/hotspot-speed.sh [NUCLEI [INDEX]]
set -euo pipefail
cd "$(dirname "$0")"
swift run -c release --quiet --scratch-path ../.build/benchmarks hotspot-speed "$@"
