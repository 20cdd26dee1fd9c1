#!/usr/bin/env bash
# dependencies.sh: each Debian package and each npm package that we use says in docs/dependencies.md what for.
set -euo pipefail
docs=docs/dependencies.md
bad=0
for package in $(sed 's/#.*//' packages.txt); do
  if ! grep -qE "^\|.*\b$package\b.*\|" "$docs"; then
    echo "packages.txt: $package has no line in $docs"
    bad=1
  fi
done
for package in $(sed -nE 's/^ *"([a-z_-]+)": "[0-9][0-9.]*",?$/\1/p' package.json); do
  if ! grep -q "npm: $package " "$docs"; then
    echo "package.json: $package has no line in $docs"
    bad=1
  fi
done
if ! diff <(grep -v '^#' packages.txt) <(grep -v '^#' packages.txt | LC_ALL=C sort -u); then
  echo "packages.txt is not sorted"
  bad=1
fi
if grep -nE '"resolved"|https?://[^"]*(registry|npm)' package-lock.json; then
  echo "package-lock.json names where to download: npm install with the .npmrc of this repository"
  bad=1
fi
exit $bad
