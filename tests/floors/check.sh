#!/usr/bin/env bash
# check.sh ROOT: fails on each include of the rooms under ROOT/anqa that points upwards or sideways, or into
# another room's internal/ folder (docs/decisions/0002-rooms-and-floors.md says why), and on each use of the wall clock
# below the web: it may jump, so nothing may wait by it; only what is shown or stored has its time.
set -euo pipefail
cd "$1"

find anqa -type f \( -name '*.hpp' -o -name '*.cpp' \) | sort | xargs awk '
  BEGIN {
    split("base:0 term:1 runtime:2 otp:3 cell:4 pubsub:4 data:4 http:5 web:6 live:7 dev:8 testing:8", rooms, " ")
    for (i in rooms) { split(rooms[i], pair, ":"); floor[pair[1]] = pair[2] + 0 }
  }
  FNR == 1 {
    split(FILENAME, path, "/")
    room = path[2]
    in_test = FILENAME ~ /\.(test|bench|fuzz)\.cpp$/
    if (!(room in floor)) complain("the room \"" room "\" has no floor: give it one in tests/floors/check.sh")
  }
  /^[ \t]*#[ \t]*include[ \t]*"anqa\// {
    split($0, quoted, "\"")
    split(quoted[2], path, "/")
    other = path[2]
    if (other == room) next
    if (quoted[2] ~ /\/internal\//) complain("includes " quoted[2] ", which is internal to the room \"" other "\"")
    if (in_test && other == "testing") next
    if (!(other in floor)) complain("includes " quoted[2] ": no such room")
    else if (floor[other] >= floor[room])
      complain("includes " quoted[2] ": \"" other "\" is on floor " floor[other] ", \"" room "\" on floor " floor[room] \
               "; a room includes only rooms on lower floors")
  }
  /system_clock|CLOCK_REALTIME|gettimeofday/ {
    if (in_test || floor[room] > 4 || FILENAME ~ /^anqa\/(base\/log|otp\/telemetry|data\/(timestamps|uuid))/) next
    complain("uses the wall clock, which may jump; take std::chrono::steady_clock")
  }
  function complain(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; bad = 1 }
  END { exit bad }
'
