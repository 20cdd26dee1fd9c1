#!/usr/bin/env bash
# check.sh BUILD_DIR [FILE_PATTERN]: clang-tidy, with the checks of .clang-tidy, on every .cpp of ours that the build
# compiles. Not a ctest test, because it takes minutes: .ci/run calls it.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1
pattern=${2:-.}

# Names without what precedes them: the build tree may be anywhere.
mapfile -t files < <(sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$build/compile_commands.json" | sort -u |
  grep -E "^$PWD/(anqa|examples|tests|bench)/.*\.cpp$" | grep -E -- "$pattern")
[ ${#files[@]} -gt 0 ] || { echo "no files to check in $build/compile_commands.json"; exit 1; }
echo "clang-tidy on ${#files[@]} files"
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-19 --quiet -p "$build" 2> >(grep -vE '^[0-9]+ warnings?( and [0-9]+ errors?)? generated|^Suppressed |^Use -header-filter' >&2)
