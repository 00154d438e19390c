#!/usr/bin/env bash
# Accuracy on changed images: pixel size, brightness, gamma, JPEG, blur, hue of the stains.
#
#   benchmarks/robustness.sh OUT [--models DIR]
#
# Prints a Markdown table.  --models names a folder with model-SET.json as training/leave-one-set-out.sh
# writes; without it the built-in model is measured, which has seen the images.  Needs ../shared, a
# release build, and Python with numpy, scipy and Pillow (KI67_PYTHON).
set -euo pipefail
here=$(dirname "$(realpath "$0")")
exec "${KI67_PYTHON:-$here/../.venv/bin/python}" "$here/robustness.py" "$@"
