#!/usr/bin/env bash
# The main job from a bare Debian 12: install, build, find a historical bug, replay it, show that the
# fixed engine is clean. The second time nothing is installed or built again.
set -euo pipefail
cd "$(dirname "$0")/.."

bold='' plain=''
if [ -t 1 ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

ci/setup.sh
[ -x build/release/relapse ] || say "building build/release/relapse (a few minutes, once)"
ci/build.sh release relapse
PATH="$PWD/build/release:$PATH"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$out" # counterexamples are written to its folder out/

# expect STATUS COMMAND...: shows the command, runs it, and insists on its exit code.
expect() {
  local wanted=$1 status=0
  shift
  printf '%s$ %s%s\n' "$bold" "$*" "$plain"
  "$@" || status=$?
  [ "$status" -eq "$wanted" ] || { echo "ci/demo.sh: exit $status instead of $wanted: $*" >&2; exit 1; }
}

say "1. A historical bug is switched on: recovery takes a failed read of a deploy request for \"it is gone\"."
echo "   Every plan of at most 2 faults is tried. What fails is shrunk to as few faults as it takes."
expect 1 relapse exhaust planetscale/apply --faults 2 --defect planetscale/transient-error-forks

counterexamples=(out/*.json)
say "2. The file replays the failure, in milliseconds, for ever."
expect 1 relapse replay "${counterexamples[0]}" --quiet

say "3. The same faults, the bug switched off: the engine recovers."
expect 0 relapse replay "${counterexamples[0]}" --defect none --quiet

say "4. No plan of at most 2 faults breaks the engine without the bug."
expect 0 relapse exhaust planetscale/apply --faults 2

say "5. Nor does any number of crashes, with at most one API fault between two of them."
expect 0 relapse close planetscale/apply
