#!/usr/bin/env bash
# The shards of a campaign as one: ci/merge.sh DIR OUT, where DIR holds a folder a shard. The verdict is that of the whole.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

from=${1:?usage: ci/merge.sh DIR OUT}
out=${2:?usage: ci/merge.sh DIR OUT}
program=${RELAPSE:-$here/build/release/relapse}
if [ ! -x "$program" ]; then
  "$here/ci/setup.sh"
  "$here/ci/build.sh" release relapse
fi
shards=()
for folder in "$from"/*/; do
  [ -e "$folder/journal.jsonl" ] && shards+=("${folder%/}")
done
[ "${#shards[@]}" -gt 0 ] || { echo "ci/merge.sh: $from holds no folder that a campaign wrote" >&2; exit 4; }
exec "$program" merge "${shards[@]}" --out "$out" --junit "$out/junit.xml" --html "$out/campaign.html"
