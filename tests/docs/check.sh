#!/usr/bin/env bash
# check.sh ROOT: no untested code and no dead links in the docs. A code block that follows `<!-- example: FILE#NAME -->` must be the
# lines between `[NAME]` and `[/NAME]` of FILE, which is part of the build, without their common indentation; after
# `<!-- example: FILE -->` it must be the whole file. A C++ or HEEx block without such a mark must say `<!-- not an example: WHY -->` before it.
set -euo pipefail
cd "$1"

region() {
  if [ "$1" = "$2" ]; then
    cat "$1"
    return
  fi
  awk -v name="$2" '
    index($0, "[" name "]") { inside = 1; found = 1; next }
    index($0, "[/" name "]") { inside = 0 }
    inside { lines[++n] = $0; if ($0 ~ /[^ ]/) { match($0, /^ */); if (n == 1 || RLENGTH < least) least = RLENGTH } }
    END {
      if (!found) exit 3
      for (i = 1; i <= n; i++) print substr(lines[i], least + 1)
    }' "$1"
}

block() { awk -v from="$2" 'NR > from && /^```/ { if (open) exit; open = 1; next } open' "$1"; }

bad=0
while IFS= read -r doc; do
  while IFS=: read -r line mark; do
    case "$mark" in
      '<!-- example: '*)
        mark=${mark#<!-- example: }
        mark=${mark% -->}
        file=${mark%#*} name=${mark#*#}
        if ! expected=$(region "$file" "$name" 2>/dev/null); then
          printf '%s:%s: %s has no region [%s]\n' "$doc" "$line" "$file" "$name"
          bad=1
        elif ! difference=$(diff <(printf '%s\n' "$expected") <(block "$doc" "$line")); then
          printf '%s:%s: differs from the region [%s] of %s (<) :\n%s\n' "$doc" "$line" "$name" "$file" "$difference"
          bad=1
        fi
        ;;
      *)
        before=$(awk -v at="$line" 'NR < at && /[^ ]/ { last = $0 } END { print last }' "$doc")
        if [[ "$before" != '<!-- example: '* && "$before" != '<!-- not an example: '* ]]; then
          printf '%s:%s: code that no test runs: name the region it is from, or say why it is none\n' "$doc" "$line"
          bad=1
        fi
        ;;
    esac
  done < <(grep -nE '^(<!-- example: .* -->|```(cpp|c\+\+|heex))$' "$doc" || true)
  while IFS=: read -r line link; do
    link=${link#*](}
    link=${link%)}
    link=${link%%#*}
    if [ -n "$link" ] && [ ! -e "$(dirname "$doc")/$link" ]; then
      printf '%s:%s: there is no %s\n' "$doc" "$line" "$link"
      bad=1
    fi
  done < <(awk '/^```/ { code = !code } { print code ? "" : $0 }' "$doc" | grep -noE '\]\([^)]*\)' | grep -vE '\]\((https?|mailto):' || true)
done < <(find . -name '*.md' -not -path './node_modules/*' -not -path './build/*' -not -path './.git/*' | sort)
exit $bad
