#pragma once

#include <chrono>
#include <deque>
#include <string>

#include "anqa/base/clock.hpp"

namespace anqa::detail {

/// Counts the restarts of the last while, as OTP does: `max` within `period` are in order, one more is not.
class RestartIntensity {
 public:
  RestartIntensity(unsigned max, std::chrono::seconds period) : max_(max), period_(period) {}

  /// Counts one restart; false when it is one too many.
  bool allows_another(TimePoint now) {
    while (!recent_.empty() && recent_.front() + period_ < now) recent_.pop_front();
    if (recent_.size() >= max_) return false;
    recent_.push_back(now);
    return true;
  }

  std::string exceeded() const {
    if (max_ == 0) return "no restarts are allowed (max_restarts = 0)";
    return "more than " + std::to_string(max_) + " restarts within " + std::to_string(period_.count()) + " s";
  }

 private:
  unsigned max_;
  std::chrono::seconds period_;
  std::deque<TimePoint> recent_;
};

}  // namespace anqa::detail
