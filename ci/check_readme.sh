#!/usr/bin/env bash
# Runs every command block of the README (fenced as ```sh). A line "# exits N" before a command says which
# exit code is right; without it, 0 is. The two set-up commands are what calls this script: they are skipped.
set -uo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH="$PWD/build/release:$PATH"
wanted=0 inside=0 count=0
while IFS= read -r line; do
  case "$line" in
    '```sh') inside=1; continue ;;
    '```') inside=0; continue ;;
  esac
  [ "$inside" -eq 1 ] || continue
  case "$line" in
    '# exits '*) wanted=${line#\# exits }; continue ;;
    ''|'#'*|ci/demo.sh*|ci/test.sh*) continue ;;
  esac
  status=0
  bash -c "$line" >"$work/output" 2>&1 </dev/null || status=$?
  if [ "$status" -ne "$wanted" ]; then
    echo "README: exit $status instead of $wanted: $line" >&2
    tail -n 20 "$work/output" >&2
    exit 1
  fi
  wanted=0
  count=$((count + 1))
done <README.md
[ "$count" -gt 0 ] || { echo "README has no command block" >&2; exit 1; }
echo "$count commands of the README"
