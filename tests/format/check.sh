#!/usr/bin/env bash
# Fails on a C++ file that clang-format would change. To mend: clang-format-19 -i FILE.
set -euo pipefail
find anqa examples tests bench -type f \( -name '*.hpp' -o -name '*.cpp' \) -not -path '*/node_modules/*' -print0 2>/dev/null |
  xargs -0 -n 40 -P "$(nproc)" clang-format-19 --dry-run -Werror
