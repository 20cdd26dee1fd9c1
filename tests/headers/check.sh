#!/usr/bin/env bash
# check.sh HEADER DEPFILE COMPILER FLAG...: whether the public HEADER compiles alone, as the first and only include
# of a file, and brings in nothing of heavy.txt. Leaves what it read in DEPFILE, for the build to know when to look again.
set -euo pipefail
header=$1 depfile=$2
shift 2
heavy="$(dirname "$0")/heavy.txt"

if ! printf '#include "%s"\n' "$header" | "$@" -fsyntax-only -x c++ -MD -MF "$depfile" -MT "$depfile.ok" -; then
  echo "$header does not compile as the first include of a file" >&2
  exit 1
fi

found=0
while IFS='|' read -r pattern reason; do
  pattern=${pattern%%[[:space:]]*}
  if path=$(tr ' \\' '\n\n' <"$depfile" | grep -m1 -E -- "$pattern"); then
    echo "$header brings in $path:$reason. How it gets there:" >&2
    printf '#include "%s"\n' "$header" | "$@" -fsyntax-only -x c++ -H - 2>&1 |
      awk -v wanted="$path" '/^\.+ / { depth = length($1); at[depth] = $2
        if ($2 == wanted) { for (i = 1; i <= depth; i++) printf "  %*s%s\n", i, "", at[i]; exit } }' >&2
    found=1
  fi
done < <(case "$header" in
  anqa/testing/*) ;;  # the test kit brings GoogleTest, and is included by tests only
  *) grep -v '^#' "$heavy" ;;
esac)
[ $found = 0 ] || exit 1
touch "$depfile.ok"
