# Shared by ./run, ./test and .ci/run. Source it from a bash script with `set -euo pipefail`.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

steps=1
step_number=0

# step TEXT: begins the next of $steps steps.
step() {
  step_number=$((step_number + 1))
  printf '\n\033[1m[%d/%d] %s\033[0m\n' "$step_number" "$steps" "$*"
}

note() { printf '      %s\n' "$*"; }

die() {
  printf '\nerror: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "root must run: $* (there is no sudo on this machine)"
  fi
}

have_node() {
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 18 ]
}

# The lines of packages.txt, without Debian's Node.js where there is one already that will do.
wanted_packages() {
  local skip='^$'
  if have_node; then skip='^(nodejs|npm)$'; fi
  sed 's/#.*//; s/[[:space:]]//g; /^$/d' packages.txt | grep -Ev "$skip"
}

missing_packages() {
  comm -23 <(wanted_packages | sort -u) \
    <(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii *//p' | sort -u)
}

install_packages() {
  command -v dpkg-query >/dev/null || die "this needs Debian 12: there is no dpkg here"
  local missing
  missing=$(missing_packages)
  if [ -z "$missing" ]; then
    note "all $(wanted_packages | wc -l) Debian packages are there"
    return
  fi
  note "installing" $missing
  export DEBIAN_FRONTEND=noninteractive
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
  # Some mirrors break off now and then: apt tries each file three times.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 --no-install-recommends install $missing
}

install_npm_packages() {
  local stamp=node_modules/.installed-from-lock
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then
    note "the npm packages are as package-lock.json says"
    return
  fi
  npm ci --no-progress
  cp package-lock.json "$stamp"
}

# configure PRESET: makes build/PRESET, where it is not there yet. Ninja keeps it up to date from then on, except for
# what the presets say.
configure() {
  if [ ! -f "build/$1/build.ninja" ] || [ CMakePresets.json -nt "build/$1/build.ninja" ]; then
    cmake --preset "$1"
  fi
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  configure "$preset"
  NINJA_STATUS='      [%f/%t, %es] ' cmake --build --preset "$preset" ${1:+--target "$@"}
}

# run_ctest PRESET [ARGUMENT...]
run_ctest() {
  local preset=$1 jobs
  shift
  jobs=$(nproc)
  ctest --preset "$preset" --output-on-failure --no-tests=error -j "$((jobs < 2 ? 2 : jobs))" "$@"
}
