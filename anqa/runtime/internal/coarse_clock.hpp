#pragma once

#include <time.h>

#include "anqa/base/clock.hpp"

namespace anqa::detail {

/// The steady clock as of the kernel's last tick: a tenth of the price, and behind the real one by less than
/// coarse_resolution.
inline TimePoint coarse_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return TimePoint(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}
/// Of kernels with the slowest tick in use, 100 Hz.
inline constexpr std::chrono::milliseconds coarse_resolution{10};

}  // namespace anqa::detail
