#!/usr/bin/env bash
# check.sh TEMPLATE ANQA_HEEX COMPILER FLAG...: a template that must not compile, and what must be said of it, at which line and
# column: each `<%# expect: TEXT %>` of the template must appear in what the template compiler or the C++ compiler
# says, each `<%# refuse: TEXT %>` must not. A template without them must compile.
set -euo pipefail
template=$1 heex=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

refused=$(sed -n 's,^<%# refuse: \(.*\) %>$,\1,p' "$template")
expected=$(sed -n 's,^<%# expect: \(.*\) %>$,\1,p' "$template")
code="$scratch/$(basename "$template").cpp"
with=()
for other in "$(dirname "$template")"/*.html.heex; do with+=(--with "$other"); done
output=$("$heex" --namespace cases "${with[@]}" --output "$code" "$template" 2>&1 &&
  "$@" -fsyntax-only -fno-color-diagnostics -fno-caret-diagnostics "$code" 2>&1) && compiled=yes || compiled=no

if [ -z "$expected" ]; then
  [ $compiled = yes ] && exit 0
  printf '%s must compile, but:\n%s\n' "$template" "$output"
  exit 1
fi
[ $compiled = no ] || { echo "$template compiles, but must not"; exit 1; }

bad=0
while IFS= read -r text; do
  grep -qF -- "$text" <<<"$output" || { printf 'nothing says\n  %s\n' "$text"; bad=1; }
done <<<"$expected"
while IFS= read -r text; do
  if [ -n "$text" ] && grep -F 'error:' <<<"$output" | grep -qF -- "$text"; then
    printf 'an error says\n  %s\n' "$text"
    bad=1
  fi
done <<<"$refused"
[ $bad = 0 ] || printf 'It says:\n%s\n' "$output"
exit $bad
