#!/usr/bin/env bash
# The same seed gives the same history hash from every build given, and another seed another one.
# usage: ci/check_determinism.sh PROGRAM PROGRAM...
set -euo pipefail

hash_of() {
  "$1" run "$2" --seed "$3" --max-histories 300 --json | tail -n 1 |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["history_hash"])'
}

for scenario in planetscale/apply planetscale/historical-rows planetscale/deferred-deploy planetscale/deferred-cutover; do
  reference=$(hash_of "$1" "$scenario" 1)
  for program in "$@"; do
    got=$(hash_of "$program" "$scenario" 1)
    if [ "$got" != "$reference" ]; then
      echo "$scenario: $program gives $got, $1 gives $reference" >&2
      exit 1
    fi
  done
  if [ "$(hash_of "$1" "$scenario" 2)" = "$reference" ]; then
    echo "$scenario: seeds 1 and 2 give the same history hash $reference" >&2
    exit 1
  fi
  echo "$scenario $reference from $# builds"
done
