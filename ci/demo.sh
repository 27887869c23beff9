#!/usr/bin/env bash
# The main job from a bare Debian 12: install, build, find a historical bug, replay it, show that the
# fixed engine is clean. The second time nothing is installed or built again.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/setup.sh
ci/build.sh release relapse
relapse=build/release/relapse
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

step() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }

step relapse exhaust planetscale/apply --faults 2 --defect planetscale/transient-error-forks
status=0
"$relapse" exhaust planetscale/apply --faults 2 --defect planetscale/transient-error-forks --out "$out" || status=$?
[ "$status" -eq 1 ] || { echo "ci/demo.sh: expected the bug to be found (exit 1), got $status" >&2; exit 1; }

counterexample=$(ls "$out"/*.json | head -n 1)
step relapse replay "$(basename "$counterexample")"
status=0
"$relapse" replay "$counterexample" || status=$?
[ "$status" -eq 1 ] || { echo "ci/demo.sh: expected the replay to violate (exit 1), got $status" >&2; exit 1; }

step relapse replay "$(basename "$counterexample")" --defect none
"$relapse" replay "$counterexample" --defect none

step relapse exhaust planetscale/apply --faults 2
"$relapse" exhaust planetscale/apply --faults 2 --out "$out"

step relapse close planetscale/apply
"$relapse" close planetscale/apply --out "$out"
