#!/usr/bin/env bash
# The same seed gives the same history hash from every build given, and another seed another one.
# usage: ci/check_determinism.sh PROGRAM PROGRAM...
set -euo pipefail

if [ "$#" -lt 2 ]; then
  echo "usage: ci/check_determinism.sh PROGRAM PROGRAM..." >&2
  exit 2
fi

# A run that finds a violation (exit 1) has a hash too.
hash_of() {
  local answer
  answer=$("$1" run "$2" --seed "$3" --max-histories 300 --json | tail -n 1) || true
  python3 -c 'import json, sys; print(json.loads(sys.argv[1])["history_hash"])' "$answer" 2>/dev/null ||
    { echo "$1 run $2 --seed $3 gives no history hash: $answer" >&2; return 1; }
}

for scenario in planetscale/apply planetscale/historical-rows planetscale/deferred-deploy planetscale/deferred-cutover \
  planetscale/two-drivers planetscale/everything planetscale/provider-lifecycle migrations/branch-switch migrations/dirty \
  migrations/builtin-reset; do
  reference=$(hash_of "$1" "$scenario" 1)
  for program in "$@"; do
    got=$(hash_of "$program" "$scenario" 1)
    if [ "$got" != "$reference" ]; then
      echo "$scenario: $program gives $got, $1 gives $reference" >&2
      exit 1
    fi
  done
  other=$(hash_of "$1" "$scenario" 2)
  if [ "$other" = "$reference" ]; then
    echo "$scenario: seeds 1 and 2 give the same history hash $reference" >&2
    exit 1
  fi
  echo "$scenario $reference from $# builds"
done
