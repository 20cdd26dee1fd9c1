#!/usr/bin/env bash
set -euo pipefail
check="$(cd "$(dirname "$0")" && pwd)/check.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

put() {
  mkdir -p "$(dirname "$root/$1")"
  printf '#include "%s"\n' "$2" >"$root/$1"
}

expect() {
  if output=$("$check" "$root"); then status=0; else status=$?; fi
  if [ -z "$1" ]; then
    [ $status = 0 ] || { printf 'expected no complaint, got:\n%s\n' "$output"; exit 1; }
  else
    [ $status != 0 ] && [[ "$output" == *"$1"* ]] || { printf 'expected "%s", got:\n%s\n' "$1" "$output"; exit 1; }
  fi
  rm -rf "$root/anqa"
}

put anqa/otp/a.hpp anqa/base/b.hpp
put anqa/otp/a.test.cpp anqa/testing/t.hpp
put anqa/otp/detail/c.cpp anqa/otp/internal/d.hpp
expect ''

put anqa/base/a.hpp anqa/otp/b.hpp
expect 'anqa/base/a.hpp:1: includes anqa/otp/b.hpp: "otp" is on floor 3, "base" on floor 0'

put anqa/pubsub/a.cpp anqa/data/b.hpp
expect '"data" is on floor 4, "pubsub" on floor 4'

put anqa/otp/a.cpp anqa/testing/t.hpp
expect '"testing" is on floor 8'

put anqa/web/a.cpp anqa/http/internal/b.hpp
expect 'internal to the room "http"'

mkdir -p "$root/anqa/runtime" "$root/anqa/base"
echo 'auto now = std::chrono::system_clock::now();' | tee "$root/anqa/base/log.cpp" >"$root/anqa/runtime/timer.cpp"
expect 'anqa/runtime/timer.cpp:1: uses the wall clock'

put anqa/attic/a.cpp anqa/base/b.hpp
expect 'the room "attic" has no floor'
