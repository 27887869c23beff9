#!/usr/bin/env bash
# Every tracked C++ source is formatted as .clang-format says. ci/check_format.sh --fix formats them.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v clang-format >/dev/null; then
  echo "check_format: clang-format is not installed: run ci/setup.sh" >&2
  exit 1
fi
mapfile -t sources < <(git ls-files -- '*.h' '*.cc')
if [ "${#sources[@]}" -eq 0 ]; then
  echo "check_format: found nothing to check" >&2
  exit 1
fi
if [ "${1:-}" = "--fix" ]; then
  clang-format -i "${sources[@]}"
  exit 0
fi
clang-format --dry-run -Werror "${sources[@]}"
echo "check_format: ${#sources[@]} files" >&2
