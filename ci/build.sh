#!/usr/bin/env bash
# Builds one preset: ci/build.sh PRESET [TARGET...]. Uses ccache where it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:?usage: ci/build.sh PRESET [TARGET...]}
shift
launcher=()
# What ccache needs to be told to work with precompiled headers and from several checkouts.
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$PWD
if command -v ccache >/dev/null; then
  launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
cmake --preset "$preset" "${launcher[@]}" >"/tmp/relapse-configure-$$.log" 2>&1 ||
  { cat "/tmp/relapse-configure-$$.log"; rm -f "/tmp/relapse-configure-$$.log"; exit 1; }
rm -f "/tmp/relapse-configure-$$.log"
targets=()
if [ "$#" -gt 0 ]; then
  targets=(--target "$@")
fi
cmake --build --preset "$preset" "${targets[@]}" -- --quiet
