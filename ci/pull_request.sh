#!/usr/bin/env bash
# What a pull request must pass, within ten minutes with the build: regressions with and without their defect, the whole
# bank, exhaust 1 and closure of every scenario, random histories with the time that is left. ci/pull_request.sh [DIR]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

out=${1:-out}
ci/setup.sh && ci/build.sh release relapse || exit 2
relapse=build/release/relapse

# The worst of what the steps say: a failure of the harness, a finding, a doubt.
worst=0
worse() {
  local status=$1 rank
  for rank in 5 1 2 3 4; do
    if [ "$status" -eq "$rank" ]; then worst=$status; fi
    if [ "$worst" -eq "$rank" ]; then return; fi
  done
  if [ "$status" -ne 0 ]; then worst=$status; fi
}

ci/check_regressions.sh "$relapse" || worse $?
"$relapse" bank --quiet --out "$out" --html "$out/bank.html" || worse $?
seed=()
if [ -n "${GITHUB_SHA:-}" ]; then seed=(--seed "$GITHUB_SHA"); fi
ci/campaign.sh "${RELAPSE_TIME:-3m}" "$out" "${seed[@]}" || worse $?
exit "$worst"
