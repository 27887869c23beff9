#!/usr/bin/env bash
# Everything that must pass, on a clean machine: install, build with g++ and clang++, unit tests,
# regressions, bank, determinism, layers, format, README. ci/sanitizers.sh is separate. A step that cannot run fails.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0 failed=0 failures=()
started=$SECONDS
step() {
  local name=$1
  shift
  local begin=$SECONDS
  printf '\n== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
    printf '== %s: ok, %d s\n' "$name" $((SECONDS - begin))
  else
    failed=$((failed + 1))
    failures+=("$name")
    printf '== %s: FAILED, %d s\n' "$name" $((SECONDS - begin))
  fi
}
unit_tests() { ctest --preset "$1" -j 2 --output-on-failure >"build/$1/ctest.log" 2>&1; local status=$?; tail -n 30 "build/$1/ctest.log"; return $status; }

step "packages" ci/setup.sh
step "layers, sizes, banned words" python3 ci/check_layers.py
step "rules of the layer check" python3 ci/check_layers_test.py
step "format" ci/check_format.sh
step "build: g++ -O2" ci/build.sh release
step "unit tests: g++ -O2" unit_tests release
step "regressions" ci/check_regressions.sh build/release/relapse
step "bank" build/release/relapse bank --quiet
for scenario in planetscale/apply planetscale/historical-rows planetscale/deferred-deploy planetscale/deferred-cutover; do
  step "exhaust 1: $scenario" build/release/relapse exhaust "$scenario" --faults 1 --quiet
  step "closure: $scenario" build/release/relapse close "$scenario" --quiet
done
step "README" ci/check_readme.sh
step "build: clang++ -O2" ci/build.sh clang
step "unit tests: clang++ -O2" unit_tests clang
step "build: g++ -O0" ci/build.sh dev relapse
step "build: clang++ -O0" ci/build.sh clang-debug relapse
step "determinism across compilers" ci/check_determinism.sh \
  build/release/relapse build/clang/relapse build/dev/relapse build/clang-debug/relapse

printf '\n%d s\n' $((SECONDS - started))
for name in "${failures[@]}"; do printf 'failed: %s\n' "$name"; done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
