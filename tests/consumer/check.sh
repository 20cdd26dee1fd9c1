#!/usr/bin/env bash
# check.sh CMAKE BUILD_DIR COMPILER FLAGS
set -euo pipefail
cmake=$1 build=$2 compiler=$3 flags=$4
project="$(cd "$(dirname "$0")" && pwd)/project"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$cmake" --install "$build" --prefix "$scratch/prefix" >"$scratch/install.log" || { tail -3 "$scratch/install.log"; exit 1; }

# What is installed must not know where it was built.
if grep -rlF -e "$(dirname "$(dirname "$(dirname "$project")")")" --include='*.cmake' "$scratch/prefix"; then
  echo "the files above name the source tree"
  exit 1
fi
if find "$scratch/prefix" -path '*/internal/*' | grep .; then
  echo "the files above are internal and must not be installed"
  exit 1
fi

# Copies, so that nothing is found by being near. The counter is the program that README.md shows.
cp -r "$project" "$scratch/project"
cp -r "$project/../../../examples/counter" "$scratch/project/counter"
"$cmake" -S "$scratch/project" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" \
  -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_BUILD_TYPE=Debug
"$cmake" --build "$scratch/build"

output=$("$scratch/build/consumer" 2>&1) || { printf '%s\n' "$output"; exit 1; }
printf '%s\n' "$output"
[[ "$output" == *"2 + 3 = 5"* ]] || { echo 'expected "2 + 3 = 5"'; exit 1; }

# A Debug build that calls anqa_dev() has what anqa-dev asks for, and is told how to run it.
grep -q ANQA_DEV_FOLDER "$scratch/build/counter" || { echo 'anqa_dev(counter) linked nothing'; exit 1; }
if "$scratch/prefix/bin/anqa-dev" 2>"$scratch/usage"; then echo 'anqa-dev takes nothing for something'; exit 1; fi
grep -q '^usage: anqa-dev' "$scratch/usage" || { cat "$scratch/usage"; exit 1; }
