#!/usr/bin/env bash
# routes.sh ROOT [ROUTES] [USES]: how long a file takes to compile that has an application's routes, and paths that are
# checked against them; beside it the same file without either, which is what the includes cost.
set -euo pipefail
root=$1 routes=${2:-500} uses=${3:-1000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
compiler=${CXX:-clang++-19}

header() {
  printf '#include <string>\n'
  printf '#include "anqa/web/%s.hpp"\n' conn path plug routes
  printf 'anqa::Conn pass(anqa::Conn conn);\nanqa::Conn page(anqa::Conn conn, anqa::Params params);\n'
  printf 'inline constexpr auto browser = anqa::pipeline(pass);\n'
}

# Sections of ten routes each, as resources are: an index, items, and what belongs to an item.
table() {
  printf 'inline constexpr auto routes = anqa::routes(\n'
  local sections=$((routes / 10)) i
  for ((i = 0; i < sections; i++)); do
    [ $i = 0 ] || printf ',\n'
    printf 'anqa::scope("/section%d", browser' "$i"
    printf ', anqa::get("/", page), anqa::get("/new", page), anqa::post("/", page), anqa::get("/:id", page)'
    printf ', anqa::put("/:id", page), anqa::delete_("/:id", page), anqa::get("/:id/edit", page)'
    printf ', anqa::get("/:id/parts", page), anqa::get("/:id/parts/:part", page), anqa::get("/files/*name", page))'
  done
  printf ');\ninline constexpr auto path = anqa::paths<routes>;\n'
}

uses() {
  local i
  for ((i = 0; i < uses; i++)); do
    local section=$((i % (routes / 10)))
    case $((i % 4)) in
      0) printf 'std::string use%d(int id) { return path("/section%d/{}/edit", id); }\n' $i $section ;;
      1) printf 'std::string use%d(int id) { return path("/section%d/{}/parts/{}", id, id); }\n' $i $section ;;
      2) printf 'std::string use%d() { return path("/section%d"); }\n' $i $section ;;
      3) printf 'std::string use%d(const std::string& q) { return path("/section%d?q={}&page={}", q, 2); }\n' $i $section ;;
    esac
  done
}

# In seconds of the compiler, which stay true on a busy machine.
seconds() {
  local best=999 i took
  local TIMEFORMAT=%U
  for i in 1 2 3; do
    took=$({ time "$compiler" -std=c++23 -O0 -I"$root" -c "$1" -o "$dir/out.o"; } 2>&1)
    best=$(printf '%s\n%s\n' "$best" "$took" | sort -n | head -1)
  done
  printf '%s s  %s\n' "$best" "$2"
}

header >"$dir/includes.cpp"
{ header; table; } >"$dir/routes.cpp"
{ header; table; uses; } >"$dir/uses.cpp"
seconds "$dir/includes.cpp" "the includes alone"
seconds "$dir/routes.cpp" "and $routes routes"
seconds "$dir/uses.cpp" "and $uses paths"
