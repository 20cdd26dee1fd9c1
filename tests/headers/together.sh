#!/usr/bin/env bash
# together.sh DEPFILE HEADERS COMPILER FLAG...: whether one file may include all public headers, which the file HEADERS lists.
# Two rooms that declare the same name differently compile well, each alone.
set -euo pipefail
depfile=$1 headers=$2
shift 2
sed 's/.*/#include "&"/' "$headers" | "$@" -fsyntax-only -x c++ -MD -MF "$depfile" -MT "$depfile.ok" -
touch "$depfile.ok"
