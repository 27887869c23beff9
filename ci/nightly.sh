#!/usr/bin/env bash
# One shard of the nightly campaign: ci/nightly.sh I/N DIR. DIR is that of the night before, where there is one: what it
# has found is tried first.
set -euo pipefail
cd "$(dirname "$0")/.."

shard=${1:?usage: ci/nightly.sh I/N DIR}
out=${2:?usage: ci/nightly.sh I/N DIR}
ci/setup.sh
ci/build.sh release relapse
seed=()
if [ -n "${GITHUB_SHA:-}" ]; then seed=(--seed "$GITHUB_SHA"); fi
exec ci/campaign.sh "${RELAPSE_TIME:-40m}" "$out" --shard "$shard" "${seed[@]}"
