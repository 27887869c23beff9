#!/usr/bin/env bash
# Installs the Debian packages that building and testing need. Idempotent: does nothing when all are there.
set -euo pipefail

packages=(
  g++ clang libclang-rt-14-dev cmake ninja-build pkg-config ccache python3 git
  libfmt-dev nlohmann-json3-dev libcli11-dev libexpected-dev libboost-context-dev
  libpq-dev
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
  clang-format clang-tidy shellcheck
)
if [ "${1:-}" = --tests ]; then
  packages+=(chromium libxml2-utils) # only tests look at pages, and at JUnit XML
  # Tests start servers of their own from its programs; a cluster that the package may start is not used.
  packages+=(postgresql-15)
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "ci/setup.sh: run as root, or install sudo; missing: ${missing[*]}" >&2; exit 2; }
  sudo=(sudo)
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -q >/dev/null
"${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
