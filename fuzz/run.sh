#!/usr/bin/env bash
# Fuzzes every reader of untrusted files with libFuzzer and the address sanitizer.
#
#   fuzz/run.sh [RUNS] [OUT] [DRILL...]
#
# RUNS is per reader, 200000 when not given.  Inputs that end a reader are kept in OUT as crash-*, timeout-*
# and oom-*; the first finding ends the script.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-200000}
out=${2:-out/fuzz}
drills=("${@:3}")
[ ${#drills[@]} -gt 0 ] || drills=(png tiff slide manifest regions manual profile stains)
swift build --package-path fuzz -c release --product fuzz-readers \
  -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address
program=fuzz/.build/release/fuzz-readers
shared=${KI67_SHARED:-../shared}
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:allocator_may_return_null=1}
"$program" seeds . "$shared" "$out/seeds"
for drill in "${drills[@]}"; do
  mkdir -p "$out/corpus/$drill"
  echo "== $drill"
  "$program" "$drill" "$out/corpus/$drill" "$out/seeds/$drill" -runs="$runs" -seed=1 \
    -max_len=65536 -timeout=10 -rss_limit_mb=1024 -artifact_prefix="$out/$drill-" \
    -print_final_stats=1 2> "$out/$drill.log" || { tail -40 "$out/$drill.log"; exit 1; }
  grep -E "stat::(number_of_executed_units|peak_rss_mb|slowest_unit)" "$out/$drill.log"
done
