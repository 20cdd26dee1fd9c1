#pragma once

#include "anqa/base/log.hpp"

namespace promises {

using namespace anqa;

/// Crashes by the thousand are reported nowhere.
class Silence {
 public:
  Silence() : before_(log_level()) { set_log_level(LogLevel::off); }
  ~Silence() { set_log_level(before_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  LogLevel before_;
};

}  // namespace promises
