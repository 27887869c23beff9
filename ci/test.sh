#!/usr/bin/env bash
# Everything that must pass, on a clean machine: install, layers, format, scripts, unit tests with g++ and with clang++
# (there under AddressSanitizer and UndefinedBehaviorSanitizer), regressions, bank, scenarios, README, determinism.
# A step that cannot run fails. Steps that use one core run two at a time.
# ci/test.sh --every-build also builds the program with clang++ -O2, g++ -O0 and clang++ -O0 (file by file, no header
# precompiled), and compares the histories of all of them: before a release, or when flags or headers move.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

every_build=
case "${1:-}" in
  "") ;;
  --every-build) every_build=yes ;;
  *) echo "ci/test.sh: $1 is unknown; it takes --every-build or nothing" >&2; exit 2 ;;
esac

passed=0 failures=()
started=$SECONDS
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
waiting=() # the names of the steps that were started and not yet reported

# conclude NAME STATUS SECONDS
conclude() {
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1))
    printf '== %s: ok, %d s\n' "$1" "$3"
  else
    failures+=("$1")
    printf '== %s: FAILED, %d s\n' "$1" "$3"
  fi
}

# step NAME COMMAND...: runs it now.
step() {
  local name=$1 begin=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  conclude "$name" "$status" $((SECONDS - begin))
}

# start NAME COMMAND...: runs it beside one other; `finish` reports all of them in order.
start() {
  local name=$1 place="$logs/${#waiting[@]}"
  shift
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
  {
    begin=$SECONDS status=0
    "$@" >"$place.log" 2>&1 || status=$?
    echo "$status $((SECONDS - begin))" >"$place.result"
  } &
  waiting+=("$name")
}

finish() {
  local place=0 name status seconds
  wait
  for name in "${waiting[@]}"; do
    printf '\n== %s\n' "$name"
    cat "$logs/$place.log"
    status=1 seconds=0
    read -r status seconds <"$logs/$place.result"
    conclude "$name" "$status" "$seconds"
    place=$((place + 1))
  done
  waiting=()
}

# unit_tests PRESET [ctest's arguments...]
unit_tests() {
  local log="build/$1/ctest.log" status=0
  ctest --preset "$1" "${@:2}" -j 2 --output-on-failure >"$log" 2>&1 || status=$?
  if [ "$status" -eq 0 ]; then tail -n 4 "$log"; else tail -n 200 "$log"; fi
  return "$status"
}

step "packages" ci/setup.sh --tests
step "layers, sizes, banned words" python3 ci/check_layers.py
step "rules of the layer check" python3 ci/check_layers_test.py
step "rules of the README check" python3 ci/check_readme_test.py
step "format" ci/check_format.sh
step "scripts" shellcheck ci/*.sh ci/fleet/*.sh
step "workflows" python3 ci/check_workflows.py
step "rules of the workflow check" python3 ci/check_workflows_test.py

step "build: g++ -O2" ci/build.sh release
step "unit tests: g++ -O2" unit_tests release
start "bank" build/release/relapse bank --quiet
start "regressions" ci/check_regressions.sh build/release/relapse
# Every scenario of the catalogue; `canary` is broken on purpose, and the campaign looks at it.
mapfile -t scenarios < <(build/release/relapse list --json | tail -n 1 | python3 -c \
  'import json, sys; print("\n".join(s["name"] for s in json.load(sys.stdin)["scenarios"] if s["name"] != "canary"))')
start "catalogue of at least 30 scenarios" test "${#scenarios[@]}" -ge 30
for scenario in "${scenarios[@]}"; do
  start "exhaust 1: $scenario" build/release/relapse exhaust "$scenario" --faults 1 --quiet
  start "doctor: $scenario" build/release/relapse doctor "$scenario" --quiet
  case "$scenario" in
    migrations/*)
      start "exhaust 1, unsteady: $scenario" build/release/relapse exhaust "$scenario" --faults 1 --basis unsteady --quiet
      ;;
  esac
done
for scenario in planetscale/apply planetscale/historical-rows planetscale/deferred-deploy planetscale/deferred-cutover; do
  start "closure: $scenario" build/release/relapse close "$scenario" --quiet
  start "random: $scenario" build/release/relapse run "$scenario" --seed 1 --max-histories 20000 --quiet
done
start "closure: migrations/branch-switch" build/release/relapse close migrations/branch-switch --quiet
start "campaign" build/release/relapse campaign --max-time 40s --seed 1 --out "$logs/campaign" --quiet
start "README" ci/check_readme.py
finish

# One step for the other compiler and for the sanitizers. Tests on a real server take their time from the server,
# whatever compiled them: the backends run here too, the conformance suites with g++ -O2 alone (RELAPSE_CONFORMANCE).
step "build: clang++ with sanitizers" ci/build.sh asan
step "unit tests: clang++ with sanitizers" unit_tests asan
builds=(build/release/relapse build/asan/relapse)
if [ -n "$every_build" ]; then
  step "build: clang++ -O2" ci/build.sh clang relapse
  step "build: g++ -O0" ci/build.sh dev relapse
  step "build: clang++ -O0" ci/build.sh clang-debug relapse
  builds+=(build/clang/relapse build/dev/relapse build/clang-debug/relapse)
fi
step "determinism across compilers" ci/check_determinism.sh "${builds[@]}"

printf '\n%d s\n' $((SECONDS - started))
for name in "${failures[@]}"; do printf 'failed: %s\n' "$name"; done
printf '%d passed, %d failed\n' "$passed" "${#failures[@]}"
[ "${#failures[@]}" -eq 0 ]
