#!/usr/bin/env bash
# Builds with AddressSanitizer and UndefinedBehaviorSanitizer and runs every unit test.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/setup.sh
ci/build.sh asan
ctest --preset asan -j 2 --output-on-failure
