#!/usr/bin/env bash
# our_names.sh DOC: each name that a table of what is called what says is ours, in its second column, is in a header.
set -euo pipefail
doc=$1
# Words of C++, and names that the reader would give.
not_ours='auto|co_await|const|int|char|bool|void|true|false|not|std|Limiter|Get|Reset|Done|fn|METHOD|its_routes'
bad=0
words=$(mktemp)
trap 'rm -f "$words"' EXIT
find anqa -name '*.hpp' -not -path '*/internal/*' -exec cat {} + | grep -oE '[A-Za-z_][A-Za-z0-9_]+' | LC_ALL=C sort -u >"$words"
while IFS= read -r name; do
  if ! LC_ALL=C grep -qxF "$name" "$words"; then
    echo "$doc: $name is in no public header"
    bad=1
  fi
done < <(awk -F ' \\| ' '/^\| / && !/^\| ---/ && $2 !~ /^Anqa/ { print $2 }' "$doc" | grep -oE '`[^`]+`' | sed -E 's/"[^"]*"//g; s#anqa/[a-z_/.]*##g' |
  grep -oE '[A-Za-z_][A-Za-z0-9_]+' | grep -vxE "$not_ours" | LC_ALL=C sort -u)
exit $bad
