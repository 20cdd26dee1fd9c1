#pragma once

#include <chrono>

namespace anqa {

/// Lengths of time, in nanoseconds.
using Duration = std::chrono::nanoseconds;

/// A moment on the monotonic clock: for timers and timeouts. Only differences mean anything.
using TimePoint = std::chrono::steady_clock::time_point;

/// A moment in UTC, to the microsecond, which is what the databases store.
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace anqa
