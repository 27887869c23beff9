#!/usr/bin/env bash
# Replays every regression twice: with its defect it violates what it says, without it it holds.
# usage: ci/check_regressions.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."

count=0
for file in scenarios/regressions/*.json; do
  invariant=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["verdict"]["invariant"])' "$file")
  status=0
  answer=$("$1" replay "$file" --json | tail -n 1) || status=$?
  broken=$(printf '%s' "$answer" | python3 -c 'import json, sys; print(json.load(sys.stdin).get("invariant", ""))')
  if [ "$status" -ne 1 ] || [ "$broken" != "$invariant" ]; then
    echo "$file: expected $invariant with its defect, got exit $status and \"$broken\"" >&2
    exit 1
  fi
  if ! "$1" replay "$file" --defect none --json >/dev/null; then
    echo "$file: violated without its defect; run: relapse replay $file --defect none" >&2
    exit 1
  fi
  count=$((count + 1))
done
[ "$count" -gt 0 ] || { echo "no regression found" >&2; exit 1; }
echo "$count regressions, each with and without its defect"
