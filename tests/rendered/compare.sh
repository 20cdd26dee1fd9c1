#!/usr/bin/env bash
# compare.sh STEPS NODE SCRIPT BUNDLE: random lives of a page, as the official client shows them. ANQA_SEED replays.
set -euo pipefail
seed=${ANQA_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
echo "seed $seed (ANQA_SEED=$seed replays it)"
"$1" "$seed" "${ANQA_SEQUENCES:-1000}" 100 | "$2" "$3" "$4"
