#!/usr/bin/env bash
# check.test.sh COMPILER
set -euo pipefail
check="$(cd "$(dirname "$0")" && pwd)/check.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

expect() {
  printf '%s\n' "$3" >"$root/$2"
  if output=$("$check" "$root/$2" "$compiler" -std=c++23); then status=0; else status=$?; fi
  if [ "$1" = pass ]; then
    [ $status = 0 ] || { printf '%s: expected no complaint, got:\n%s\n' "$3" "$output"; exit 1; }
  else
    [ $status != 0 ] && [[ "$output" == *"$1"* ]] || { printf '%s: expected "%s", got:\n%s\n' "$3" "$1" "$output"; exit 1; }
  fi
}

compiler=$1
says='static_assert(sizeof(int) == 1, "an int is wider");'
expect pass a.cpp "// expect: an int is wider
$says"
expect 'does not say' a.cpp "// expect: an int is narrower
$says"
expect 'the compiler says' a.cpp "// expect: an int
// refuse: wider
$says"
expect 'compiles, but must not' a.cpp '// expect: an int is wider'
expect 'has no "// expect: " line' a.cpp "$says"
expect pass a.ok.cpp 'int main() {}'
expect 'must compile, but' a.ok.cpp "$says"
