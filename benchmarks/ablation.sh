#!/usr/bin/env bash
# What each step is worth: accuracy without it, or with another setting.
#
#   benchmarks/ablation.sh OUT [--models DIR]
#
# Prints a Markdown table.  --models names a folder made by training/leave-one-set-out.sh, with which
# sets are measured by models that have not seen them, and models are trained anew without a group of
# features.  Needs ../shared, a release build, and Python with numpy, scipy, scikit-learn and Pillow
# (KI67_PYTHON).
set -euo pipefail
here=$(dirname "$(realpath "$0")")
exec "${KI67_PYTHON:-$here/../.venv/bin/python}" "$here/ablation.py" "$@"
