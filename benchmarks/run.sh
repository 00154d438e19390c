#!/usr/bin/env bash
# Every benchmark, one after the other; RESULTS.md keeps what was measured.
set -euo pipefail
cd "$(dirname "$0")"
./accuracy.sh
./speed.sh
