#!/usr/bin/env bash
# check.sh CASE COMPILER FLAG...: see CMakeLists.txt for what a case says about itself.
set -euo pipefail
case_file=$1
shift

if output=$("$@" -fsyntax-only -fno-color-diagnostics -fno-caret-diagnostics -ferror-limit=20 "$case_file" 2>&1); then
  compiled=yes
else
  compiled=no
fi

if [[ "$case_file" == *.ok.cpp ]]; then
  [ $compiled = yes ] && exit 0
  printf '%s must compile, but:\n%s\n' "$case_file" "$output"
  exit 1
fi

expected=$(sed -n 's,^ *// expect: ,,p' "$case_file")
refused=$(sed -n 's,^ *// refuse: ,,p' "$case_file")
[ -n "$expected" ] || { echo "$case_file: has no \"// expect: \" line"; exit 1; }
[ $compiled = no ] || { echo "$case_file compiles, but must not"; exit 1; }

bad=0
while IFS= read -r text; do
  if ! grep -qF -- "$text" <<<"$output"; then
    printf '%s: the compiler does not say\n  %s\n' "$case_file" "$text"
    bad=1
  fi
done <<<"$expected"
while IFS= read -r text; do
  if [ -n "$text" ] && grep -qF -- "$text" <<<"$output"; then
    printf '%s: the compiler says\n  %s\n' "$case_file" "$text"
    bad=1
  fi
done <<<"$refused"
[ $bad = 0 ] || printf 'It says:\n%s\n' "$output"
exit $bad
