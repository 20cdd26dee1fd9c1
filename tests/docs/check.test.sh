#!/usr/bin/env bash
set -euo pipefail
check="$(cd "$(dirname "$0")" && pwd)/check.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

printf 'int main() {\n  // [greet]\n  if (true) {\n    greet();\n  }\n  // [/greet]\n}\n' >"$root/program.cpp"

expect() {
  if output=$("$check" "$root"); then status=0; else status=$?; fi
  if [ -z "$1" ]; then
    [ $status = 0 ] || { printf 'expected no complaint, got:\n%s\n' "$output"; exit 1; }
  else
    [ $status != 0 ] && [[ "$output" == *"$1"* ]] || { printf 'expected "%s", got:\n%s\n' "$1" "$output"; exit 1; }
  fi
}

printf '# A\n<!-- example: program.cpp#greet -->\n```cpp\nif (true) {\n  greet();\n}\n```\n' >"$root/a.md"
expect ''
printf '<!-- example: program.cpp#greet -->\n```cpp\nif (true) {\n  leave();\n}\n```\n' >"$root/a.md"
expect 'a.md:1: differs from the region [greet] of program.cpp'
printf '<p>A</p>\n' >"$root/a.heex"
printf '<!-- example: a.heex -->\n```heex\n<p>A</p>\n```\n' >"$root/a.md"
expect ''
printf '<!-- example: a.heex -->\n```heex\n<p>B</p>\n```\n' >"$root/a.md"
expect 'a.md:1: differs'
printf '<!-- example: program.cpp#leave -->\n```cpp\nleave();\n```\n' >"$root/a.md"
expect 'program.cpp has no region [leave]'
printf 'Text.\n\n```cpp\nleave();\n```\n' >"$root/a.md"
expect 'a.md:3: code that no test runs'
printf '<!-- not an example: it does not compile, on purpose -->\n```cpp\nleave();\n```\n' >"$root/a.md"
expect ''
printf '[a](a.md), [site](https://example.org/), [here](#here), [part](a.md#part)\n' >"$root/a.md"
expect ''
printf 'Text.\n[b](docs/b.md)\n' >"$root/a.md"
expect 'a.md:2: there is no docs/b.md'
