#!/usr/bin/env bash
# Speed and accuracy, one after the other; RESULTS.md keeps what was measured. --quick leaves accuracy out.
set -euo pipefail
cd "$(dirname "$0")"
./speed.sh out/bench "$@"
if [ "${1:-}" != --quick ] && [ -f "${KI67_SHARED:-../../shared}/eval/score.py" ]; then ./accuracy.sh; fi
