#!/usr/bin/env bash
# One campaign, or one shard of it: ci/campaign.sh TIME DIR [OPTION...]. Builds the program where there is none
# (RELAPSE names another one). The shard comes from the environment (docs/running_in_ci.md); DIR is gone on with.
# Exit code 1 and 5 are findings: the same command gives them again, so do not retry on them.
# RELAPSE_SCENARIOS names families or scenarios, for instance "planetscale/everything migrations"; all if it is empty.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

time=${1:?usage: ci/campaign.sh TIME DIR [OPTION...]}
out=${2:?usage: ci/campaign.sh TIME DIR [OPTION...]}
shift 2
program=${RELAPSE:-$here/build/release/relapse}
if [ ! -x "$program" ]; then
  "$here/ci/setup.sh"
  "$here/ci/build.sh" release relapse
fi
families=()
for family in ${RELAPSE_SCENARIOS:-}; do families+=(--scenario "$family"); done
# exec: SIGTERM from a scheduler reaches the program itself.
exec "$program" campaign --max-time "$time" --out "$out" --junit "$out/junit.xml" --html "$out/campaign.html" \
  --regressions "$here/scenarios/regressions" "${families[@]}" "$@"
